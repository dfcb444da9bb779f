const SPECIAL: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (char) => SPECIAL[char] as string);
}
