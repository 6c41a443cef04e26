// sparkctl: a thin client of sparkd. All of it is in dispatch(), which tests can call.
#include "ctl/dispatch.h"

int main(int argc, char** argv) {
  return spark::ctl::dispatch(argc, argv);
}
