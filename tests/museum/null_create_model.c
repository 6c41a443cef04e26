// It says that it has models but cannot create one.
#define SPECIMEN_CREATE_MODEL NULL
#include "specimen.h"
