/*
 * Stands between a program and the C library (LD_PRELOAD): for files below the folder PROOF_SHIM_FOLDER it lets the Nth call fail,
 * or writes down what was written and synced, in order. Everything else passes through.
 *
 * PROOF_SHIM_CONTROL: a file of 64-bit numbers that the program and this library share (see control.ts).
 * PROOF_SHIM_LOG: where the log goes; none without it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { K_WRITE = 1, K_SYNC = 2, K_TRUNCATE = 4, K_OPEN = 8, K_RENAME = 16, K_UNLINK = 32, K_READ = 64, K_MKDIR = 128 };
/* what the log says beside these */
enum { L_CREATE = 256 };
/* places in the control file */
enum { C_FAIL_AT, C_FAIL_COUNT, C_ERRNO, C_KINDS, C_SEEN, C_FAILED, C_LAST_KIND, C_NO_SYNC, C_GENERATION };

#define MAX_FD 4096
static char *paths[MAX_FD];
/* C_GENERATION when it was opened: connections of an earlier run may be closed at any time, and are not to be counted */
static int64_t generations[MAX_FD];
static volatile int64_t *control;
static char *folder;
static size_t folder_length;
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) \
	static __typeof__(&name) real; \
	if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static ssize_t real_write(int fd, const void *data, size_t size) {
	REAL(write);
	return real(fd, data, size);
}

__attribute__((constructor)) static void begin(void) {
	const char *place = getenv("PROOF_SHIM_CONTROL");
	const char *log = getenv("PROOF_SHIM_LOG");
	folder = getenv("PROOF_SHIM_FOLDER");
	if (!folder || !place) {
		folder = NULL;
		return;
	}
	folder_length = strlen(folder);
	int fd = open(place, O_RDWR | O_CLOEXEC);
	if (fd < 0) abort();
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) abort();
	close(fd);
	control = memory;
	if (log) log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
	if (!control || !path || strncmp(path, folder, folder_length) != 0) return 0;
	return path[folder_length] == '/' || path[folder_length] == 0;
}

static const char *path_of(int fd) {
	return control && fd >= 0 && fd < MAX_FD ? paths[fd] : NULL;
}

/* The index of the log is shared memory that SQLite makes anew after a crash. */
static int is_index(const char *path) {
	size_t length = strlen(path);
	return length > 4 && strcmp(path + length - 4, "-shm") == 0;
}

static void note(uint32_t kind, const char *path, int64_t offset, const void *data, uint64_t size) {
	if (log_fd < 0 || is_index(path)) return;
	struct { uint32_t kind, path; int64_t offset; uint64_t size; } head = { kind, (uint32_t)strlen(path), offset, size };
	pthread_mutex_lock(&lock);
	real_write(log_fd, &head, sizeof head);
	real_write(log_fd, path, head.path);
	if (data && size) real_write(log_fd, data, size);
	pthread_mutex_unlock(&lock);
}

/* Whether this call is one that must fail; errno is set then. */
static int fails_at(int kind, int fd) {
	if (!(control[C_KINDS] & kind)) return 0;
	if (fd >= 0 && generations[fd] != control[C_GENERATION]) return 0;
	int64_t seen = __atomic_add_fetch(&control[C_SEEN], 1, __ATOMIC_SEQ_CST);
	int64_t at = control[C_FAIL_AT];
	if (at == 0 || seen < at || seen >= at + control[C_FAIL_COUNT]) return 0;
	control[C_FAILED]++;
	control[C_LAST_KIND] = kind;
	errno = (int)control[C_ERRNO];
	return 1;
}

static int fails(int kind) {
	return fails_at(kind, -1);
}

static int opened(int fd, const char *path, int flags, int was_there) {
	if (fd < 0) return fd;
	if (fd < MAX_FD) {
		free(paths[fd]);
		paths[fd] = strdup(path);
		/* a folder may be opened for a file of an earlier one */
		int is_folder = (flags & O_ACCMODE) == O_RDONLY;
		generations[fd] = is_folder && control[C_GENERATION] ? -1 : control[C_GENERATION];
	}
	if ((flags & O_CREAT) && !was_there) note(L_CREATE, path, 0, NULL, 0);
	if (flags & O_TRUNC) note(K_TRUNCATE, path, 0, NULL, 0);
	return fd;
}

#define OPEN(name) \
	int name(const char *path, int flags, ...) { \
		REAL(name); \
		va_list list; \
		va_start(list, flags); \
		mode_t mode = va_arg(list, mode_t); \
		va_end(list); \
		if (!is_ours(path)) return real(path, flags, mode); \
		if ((flags & (O_WRONLY | O_RDWR)) && fails(K_OPEN)) return -1; \
		int was_there = access(path, F_OK) == 0; \
		return opened(real(path, flags, mode), path, flags, was_there); \
	}
OPEN(open)
OPEN(open64)

int close(int fd) {
	REAL(close);
	if (path_of(fd)) {
		free(paths[fd]);
		paths[fd] = NULL;
	}
	return real(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
	const char *path = path_of(fd);
	if (!path) return real_write(fd, data, size);
	if (fails_at(K_WRITE, fd)) return -1;
	off_t at = lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
	ssize_t done = real_write(fd, data, size);
	if (done > 0) note(K_WRITE, path, at, data, done);
	return done;
}

#define PWRITE(name, offset_type) \
	ssize_t name(int fd, const void *data, size_t size, offset_type offset) { \
		REAL(name); \
		const char *path = path_of(fd); \
		if (path && fails_at(K_WRITE, fd)) return -1; \
		ssize_t done = real(fd, data, size, offset); \
		if (path && done > 0) note(K_WRITE, path, offset, data, done); \
		return done; \
	}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PREAD(name, offset_type) \
	ssize_t name(int fd, void *data, size_t size, offset_type offset) { \
		REAL(name); \
		if (path_of(fd) && fails_at(K_READ, fd)) return -1; \
		return real(fd, data, size, offset); \
	}
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define SYNC(name) \
	int name(int fd) { \
		REAL(name); \
		const char *path = path_of(fd); \
		if (!path) return real(fd); \
		if (fails_at(K_SYNC, fd)) return -1; \
		int done = control[C_NO_SYNC] ? 0 : real(fd); \
		if (done == 0) note(K_SYNC, path, 0, NULL, 0); \
		return done; \
	}
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type) \
	int name(int fd, offset_type size) { \
		REAL(name); \
		const char *path = path_of(fd); \
		if (path && fails_at(K_TRUNCATE, fd)) return -1; \
		int done = real(fd, size); \
		if (path && done == 0) note(K_TRUNCATE, path, size, NULL, 0); \
		return done; \
	}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
	REAL(unlink);
	if (!is_ours(path)) return real(path);
	if (fails(K_UNLINK)) return -1;
	int done = real(path);
	if (done == 0) note(K_UNLINK, path, 0, NULL, 0);
	return done;
}

int rename(const char *from, const char *to) {
	REAL(rename);
	if (!is_ours(from)) return real(from, to);
	if (fails(K_RENAME)) return -1;
	int done = real(from, to);
	if (done == 0) note(K_RENAME, from, 0, to, strlen(to));
	return done;
}

int mkdir(const char *path, mode_t mode) {
	REAL(mkdir);
	if (!is_ours(path)) return real(path, mode);
	if (fails(K_MKDIR)) return -1;
	int done = real(path, mode);
	if (done == 0) note(K_MKDIR, path, 0, NULL, 0);
	return done;
}
