/** @type {import("vite").UserConfig} */
export default {
	root: import.meta.dirname,
	// no inline scripts or data: addresses, which the page's content policy would refuse
	build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
	clearScreen: false,
	logLevel: "error",
};
