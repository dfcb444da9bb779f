export { BlobStores, localStores, type UriRule } from "./blob-stores.js";
export type { ByteRange } from "./byte-range.js";
export { FileBlobStore } from "./file-store.js";
export { MemoryBlobStore } from "./memory-store.js";
