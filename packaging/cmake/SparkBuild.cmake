# How everything of ours is compiled: batches, warnings, sanitizers, ccache, mold, precompiled headers, and the
# functions that declare a host layer and a plugin's command.

# Where CMAKE_UNITY_BUILD is on (the preset `release`), so many sources of one target are compiled at once: what
# they include in common is read once. Two sources of a folder therefore may not repeat a name of their anonymous
# namespaces. Every other preset compiles each source alone, which shows what a source fails to include.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)

# What `make run` needs and no more; spark_tool() and the folders' own files add to it.
add_custom_target(spark-product)

find_program(SPARK_CCACHE ccache)
if(SPARK_CCACHE)
  # Precompiled headers and ccache need these; see the ccache manual, "Precompiled headers".
  set(SPARK_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${SPARK_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${SPARK_LAUNCHER})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SPARK_LAUNCHER})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

find_program(SPARK_MOLD mold)
if(SPARK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# gcc 12 warns of overlapping copies inside std::string that cannot be (GCC bug 105651), and of
# uninitialised values inside std::variant and Catch2 that are never read.
add_compile_options(-Wall -Wextra -Wpedantic
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict$<SEMICOLON>-Wno-maybe-uninitialized>)
if(SPARK_WERROR)
  add_compile_options(-Werror)
endif()

if(SPARK_SANITIZE)
  add_compile_options(-fsanitize=${SPARK_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SPARK_SANITIZE})
  if(SPARK_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(SPARK_SANITIZE MATCHES "thread")
    # gcc 12 warns of std::atomic_thread_fence inside Asio; ThreadSanitizer does not see that fence, but
    # Asio does not rely on it for our single-threaded contexts.
    add_compile_options(-Wno-tsan)
  endif()
  add_compile_definitions(SPARK_SANITIZED=1)
endif()

if(SPARK_FUZZ)
  # The targets link libFuzzer's main (tests/fuzz); everything else is only watched by it.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer
                      -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(SPARK_SANITIZED=1)
endif()

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)

add_library(spark-boost INTERFACE)
target_link_libraries(spark-boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(
  spark-boost INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                        BOOST_DLL_USE_STD_FS)

# spark_layer(name SOURCES … [LAYERS …] [LIBS …] [PCH …]): a host layer is a folder, a namespace and this
# static library. LAYERS are the layers that it may include; tests/style checks that they are the table's.
function(spark_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;LAYERS;LIBS;PCH" ${ARGN})
  add_library(spark-${name} STATIC ${arg_SOURCES})
  target_include_directories(spark-${name} PUBLIC ${PROJECT_SOURCE_DIR}/host)
  list(TRANSFORM arg_LAYERS PREPEND spark-)
  target_link_libraries(spark-${name} PUBLIC spark-boost ${arg_LAYERS} PRIVATE ${arg_LIBS})
  if(arg_PCH)
    target_precompile_headers(spark-${name} PRIVATE ${arg_PCH})
  endif()
endfunction()

# spark_tool(verb SOURCES … [LIBS …]): a command of a plugin, run as `sparkctl <verb>`.
function(spark_tool verb)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(spark-${verb} ${arg_SOURCES})
  set_target_properties(spark-${verb} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${SPARK_LIBEXEC_DIR})
  target_link_libraries(spark-${verb} PRIVATE ${arg_LIBS})
  add_dependencies(spark-product spark-${verb})
  set_property(GLOBAL APPEND PROPERTY SPARK_TOOLS spark-${verb})
endfunction()
