import { dynamic, type Int } from "flytekit-ts";
import { square, total } from "../arithmetic.js";

export const adds = dynamic({ fold: "off" }, ({ n }: { n: Int }) =>
	total({ values: [square({ n }), square({ n: n + 1 })] }),
);
