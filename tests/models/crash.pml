/* The process is killed at any moment and started once more. Stands for
 * host/recovery/survival.cc and host/change/first_generation.cc. */
proctype crash() {
  is_down = true;
  assert(told <= published && published <= number);
  d_step {
    life[0] = built;
    life[1] = gone;
    life[2] = gone;
    live = 0
  };
  act(0)
}
