// A library that a plugin brings, which brings another.
int specimen_inner_part(void);
__attribute__((visibility("default"))) int specimen_part(void);
int specimen_part(void) {
  return specimen_inner_part() + 2;
}
