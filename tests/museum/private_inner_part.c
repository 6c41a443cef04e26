// A library that a plugin's library brings.
__attribute__((visibility("default"))) int specimen_inner_part(void);
int specimen_inner_part(void) {
  return 40;
}
