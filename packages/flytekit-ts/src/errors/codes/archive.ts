/** Codes of archives of code, made by packaging and unpacked in containers. */
export const archiveCodes = {
	ARCHIVE_MALFORMED:
		"The bytes are not a gzipped tar archive, or it is cut off or damaged. Nothing of it was unpacked: the message says where reading stopped.",
	ARCHIVE_MEMBER:
		"A member of the archive is none that code needs: a link, a device, a file with a setuid bit, or one whose path leaves the folder, is too long or collides with another. Nothing of the archive was unpacked.",
	ARCHIVE_LIMIT: "The archive holds more files or bytes than it may. Nothing of it was unpacked.",
	ARCHIVE_FOLDER:
		"The archive is sound, but its files could not be put into the folder: the message says which and why.",
} as const;
