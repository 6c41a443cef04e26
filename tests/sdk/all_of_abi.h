/* Uses what a header only promises when it is used: the note's macro and the inline function. */
#pragma once

#include <spark/abi.h>

SPARK_DECLARE_NOTE("header-test", "1.0.0", "Spark");

const spark_note* spark_test_note(void);
const spark_note* spark_test_note(void) {
  return &spark_note_;
}

void* spark_test_alloc(spark_frame* frame);
void* spark_test_alloc(spark_frame* frame) {
  return spark_frame_alloc(frame, 8);
}
