import protobuf from "protobufjs/minimal.js";

// 64-bit fields of our protocol are milliseconds, sequences and counts, all below 2^53: plain numbers, never Long objects.
Reflect.deleteProperty(protobuf.util, "Long");
protobuf.configure();

/** The run time of the generated codecs. */
export default protobuf;
