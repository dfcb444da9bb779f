import { registerType, task } from "flytekit-ts";
import { Angle, angles, Colour, ColourTransformer } from "./own.js";

registerType(angles);
registerType(new ColourTransformer());

export const turn = task(({ by, colours }: { by: Angle; colours: Record<string, Colour> }) => by);
