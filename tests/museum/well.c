// Nothing is wrong with this one.

#include "specimen.h"
