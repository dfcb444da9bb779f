export { BlobStores, localStores, type UriRule } from "./blob-stores.js";
export type { ByteRange } from "./byte-range.js";
export type { Environment } from "./environment.js";
export { type EnvironmentStoresOptions, environmentStores } from "./environment-stores.js";
export { FileBlobStore } from "./file-store.js";
export { LazyBlobStore } from "./lazy-store.js";
export { MemoryBlobStore } from "./memory-store.js";
export { ALLOWED_URIS, type ValueUris, valueUris } from "./value-uris.js";
