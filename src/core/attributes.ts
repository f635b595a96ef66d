/** Named facts of a record, verdict or finding. Names are OpenTelemetry's where it has one, else `krane.` and lower_snake words. */
export type AttributeValue = string | number | boolean | readonly string[];

export type Attributes = Readonly<Record<string, AttributeValue>>;
