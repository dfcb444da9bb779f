import { task } from "flytekit-ts";

type Mode = "slow" | "fast" | "auto";

export const modes = task(
	({ mode, inline, list }: { mode: Mode; inline: "b" | "a"; list: Mode[]; one: "only"; maybe?: Mode }): Mode => mode,
);
