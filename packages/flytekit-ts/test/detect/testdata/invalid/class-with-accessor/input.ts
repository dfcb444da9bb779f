import { task } from "flytekit-ts";

class Circle {
	radius = 1;
	get area() {
		return this.radius ** 2;
	}
}

export const area = task(({ c }: { c: Circle }) => c.area);
