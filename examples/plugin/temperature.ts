import { type Literal, registerType } from "flytekit-ts/plugin";

/** A type of one's own: a class with methods, which no struct could carry. On the wire it is a FLOAT, in kelvin. */
export class Temperature {
	readonly kelvin: number;

	private constructor(kelvin: number) {
		this.kelvin = kelvin;
	}
	static celsius(degrees: number): Temperature {
		return new Temperature(degrees + 273.15);
	}
	static kelvin(kelvin: number): Temperature {
		return new Temperature(kelvin);
	}
	get celsius(): number {
		return this.kelvin - 273.15;
	}
}

registerType<Temperature>({
	name: "Temperature",
	literalType: { kind: "simple", simple: "float" },
	toLiteral: (value): Literal => ({ kind: "float", value: value.kelvin }),
	fromLiteral: (literal) => {
		if (literal.kind !== "float") throw new Error(`a temperature is a FLOAT, got ${literal.kind}`);
		return Temperature.kelvin(literal.value);
	},
});
