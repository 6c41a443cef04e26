// The way into a worker: in order, and never for long at a time.
#include "http/outlet.h"

#include <boost/asio/post.hpp>
#include <thread>
#include <vector>

#include "support/catch.h"

using spark::http::Outlet;
namespace asio = spark::http::asio;

TEST_CASE("of many tasks a worker runs a few, then what else there is, and all in their order") {
  asio::io_context io;
  const auto outlet = std::make_shared<Outlet>(io);
  std::vector<int> ran;
  for (int i = 0; i < 100; ++i) outlet->post([&ran, i] { ran.push_back(i); });
  size_t before_other = 100;
  asio::post(io, [&] { before_other = ran.size(); });
  io.run();
  CHECK(before_other < 50);
  REQUIRE(ran.size() == 100);
  for (int i = 0; i < 100; ++i) CHECK(ran[static_cast<size_t>(i)] == i);
}

TEST_CASE("what came before a worker stops is run, and what comes later is dropped") {
  asio::io_context io;
  const auto outlet = std::make_shared<Outlet>(io);
  int ran = 0;
  for (int i = 0; i < 40; ++i) outlet->post([&ran] { ++ran; });
  outlet->shut();
  outlet->post([&ran] { ran += 1'000; });
  io.run();
  CHECK(ran == 40);
}

TEST_CASE("tasks of several threads are all run while the worker runs") {
  asio::io_context io;
  auto work = asio::make_work_guard(io);
  const auto outlet = std::make_shared<Outlet>(io);
  int ran = 0;
  std::thread worker([&] { io.run(); });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) outlet->post([&ran] { ++ran; });
    });
  for (auto& thread : threads) thread.join();
  work.reset();
  worker.join();
  CHECK(ran == 2'000);
}
