import { task } from "flytekit-ts";

interface N0 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N1 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N2 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N3 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N4 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N5 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N6 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N7 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N8 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N9 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N10 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}
interface N11 {
	a0?: N0;
	a1?: N1;
	a2?: N2;
	a3?: N3;
	a4?: N4;
	a5?: N5;
	a6?: N6;
	a7?: N7;
	a8?: N8;
	a9?: N9;
	a10?: N10;
	a11?: N11;
}

export const crosswise = task(({ n }: { n: N0 }) => "x");
