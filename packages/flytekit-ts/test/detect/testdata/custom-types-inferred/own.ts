import type { TypeTransformer } from "flytekit-ts";

export class Angle {
	#radians = 0;
	get degrees() {
		return this.#radians;
	}
}

export const angles: TypeTransformer<Angle> = {
	name: "angle",
	literalType: { kind: "simple", simple: "float" },
	toLiteral: () => null as never,
	fromLiteral: () => new Angle(),
};

export class Colour {
	mix(other: Colour) {
		return other;
	}
}

export class ColourTransformer implements TypeTransformer<Colour> {
	readonly name = "colour";
	readonly literalType = { kind: "simple", simple: "string" } as const;
	toLiteral() {
		return null as never;
	}
	fromLiteral() {
		return new Colour();
	}
}
