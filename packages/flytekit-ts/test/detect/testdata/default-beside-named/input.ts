import { task } from "flytekit-ts";

export const main = task(() => "main");
export default main;
