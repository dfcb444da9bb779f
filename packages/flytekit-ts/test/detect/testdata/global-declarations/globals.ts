export {};
declare global {
	interface WorldState {
		day: Date;
	}
}
