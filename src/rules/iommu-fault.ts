import { defineRule } from "../core/index.ts";

/**
 * A device wanted to read or write memory that is not its own: a failing card, a driver's fault, or a guest that drives a device of its
 * own. drivers/iommu/dmar.c (4.4) and intel/dmar.c, amd_iommu.c and amd/iommu.c: PASIDs since 5.11, the device's own prefix since 4.9;
 * "dmar: " or nothing before it up to 3.19. INVALID_DEVICE_REQUEST is of each boot on some boards.
 */
export default defineRule({
  id: "iommu-fault",
  title: { en: "IOMMU fault", ko: "IOMMU 폴트" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "] Request device [",
      match:
        /^(?:DMAR: |dmar: )?(?:DMAR:)?\[(?<access>[\w -]{1,40})\] Request device \[(?<device>[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\] (?:PASID [0-9a-f]{1,8} )?fault (?:addr|index) (?<address>(?:0x)?[0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: "IO_PAGE_FAULT",
      match:
        /^AMD-Vi: Event logged \[(?<access>IO_PAGE_FAULT) device=(?<device>(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) domain=0x[0-9a-f]{1,8} address=(?<address>0x[0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: "IO_PAGE_FAULT",
      match:
        /^[\w.-]{1,32} (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:AMD-Vi: )?Event logged \[(?<access>IO_PAGE_FAULT) domain=0x[0-9a-f]{1,8} address=(?<address>0x[0-9a-f]{1,16})/,
    },
    {
      from: "kernel",
      contains: "Event logged [",
      match:
        /^(?:iommu ivhd\d{1,3}: )?(?:AMD-Vi: )?Event logged \[(?<access>ILLEGAL_DEV_TABLE_ENTRY|DEV_TAB_HARDWARE_ERROR|PAGE_TAB_HARDWARE_ERROR|IOTLB_INV_TIMEOUT) device=(?<device>(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (?:(?:domain|pasid)=0x[0-9a-f]{1,8} )?address=(?<address>0x[0-9a-f]{1,16})/,
    },
  ],
  attributes: { "krane.pci.address": "device", "krane.iommu.access": "access", "krane.iommu.address": "address" },
  subject: { type: "device", name: "krane.pci.address" },
  status: "warning",
  reason: "IommuFault",
  message: {
    en: "{krane.pci.address}: IOMMU fault ({krane.iommu.access}) at address {krane.iommu.address}",
    ko: "{krane.pci.address}: IOMMU 폴트({krane.iommu.access}), 주소 {krane.iommu.address}",
  },
  runbook: "part-failure",
  case: "4.6",
});
