/** A page that a browser shows after it came back: text only, nothing loaded, nothing run. */
export function callbackPage(title: string, text: string): string {
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body style="font-family: system-ui, sans-serif; margin: 4rem auto; max-width: 32rem">
<h1>${escaped(title)}</h1><p>${escaped(text)}</p>
</body></html>
`;
}

/** Headers of such a page, which may hold what somebody else put into the address. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	"content-type": "text/html; charset=utf-8",
	"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cache-control": "no-store",
	connection: "close",
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
