/* What jagged uses of Zstandard: one frame in, its content out. No memory is allocated: the caller says where all lies. */
#define ZSTD_STATIC_LINKING_ONLY
#include <stddef.h>
#include "zstd.h"

static unsigned char workspace[1 << 17] __attribute__((aligned(16)));
static ZSTD_DCtx *context;
extern unsigned char __heap_base;

/* The library can allocate, but is never asked to. */
void *malloc(size_t size) { (void)size; return NULL; }
void *calloc(size_t count, size_t size) { (void)count; (void)size; return NULL; }
void free(void *memory) { (void)memory; }

/* Where free memory begins; 0 if the workspace is too small. */
__attribute__((export_name("start"))) unsigned char *start(void) {
  context = ZSTD_initStaticDCtx(workspace, sizeof workspace);
  return context == NULL ? NULL : &__heap_base;
}

/* How many bytes came out, or the negative number of an error. */
__attribute__((export_name("decompress"))) int decompress(void *to, size_t room, const void *from, size_t length) {
  size_t const size = ZSTD_decompressDCtx(context, to, room, from, length);
  return ZSTD_isError(size) ? -(int)ZSTD_getErrorCode(size) : (int)size;
}
