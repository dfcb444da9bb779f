import { task } from "flytekit-ts";

type Shape = { kind: "circle"; radius: number } | { kind: "square"; side: number };

export const area = task(({ shape }: { shape: Shape }) => (shape.kind === "circle" ? shape.radius : shape.side));
