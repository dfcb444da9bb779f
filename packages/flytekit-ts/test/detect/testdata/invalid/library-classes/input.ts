import { task } from "flytekit-ts";

export const lib = task((inputs: { url: URL; re: RegExp; bytes: Uint8Array; weak: WeakMap<object, string>; error: Error }) => "x");
