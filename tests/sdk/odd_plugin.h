// See odd_plugin.cc.
#pragma once

#include "spark/abi.h"

const spark_entry_v1& odd_entry();
