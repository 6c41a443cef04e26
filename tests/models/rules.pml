/* The rules of the host, which -D BROKEN=<rule> breaks, one at a time. */
mtype = { no_rule,
  /* life.pml */
  rest_rule,         /* the old object rests before the new one acts */
  save_rule,         /* it rests before its state is saved */
  load_rule,         /* no worker is in an object that loads */
  merge_rule,        /* nor in one whose counts are merged */
  stuck_rule,        /* an object stays while a worker is stuck in it */
  superseded_rule,   /* the old object acts again if its change is superseded */
  built_rule,        /* an object that does not serve does not act */
  hold_rule,         /* an exchange holds the control thread */
  limit_rule,        /* the wait for that has a limit … */
  let_go_rule,       /* … after which the thread is not held, should it come */
  redispatch_rule,   /* a call that waited goes to the object that acts */
  late_rule,         /* an order whose client was told 503 does not begin */
  flag_epoch_rule,   /* no flag moves for what was asked before a safe action */
  latch_rule,        /* no latch opens but for a risky action */
  change_epoch_rule, /* no generation is published for what was asked before a safe action */
  note_rule,         /* a generation is noted as published before an operator is told */
  end_rule,          /* no handler is called when the last object has rested */
  /* latch.pml */
  keep_rule,         /* a safe action is answered when its latch is in the file */
  repeat_rule,       /* its repeats, too */
  post_rule,         /* the write that an answer waits for is in the queue before it */
  posted_rule,       /* a latch that is made while the file is written is written next */
  start_rule         /* a flag whose latch is in the file starts safe */
};

#ifndef BROKEN
#define BROKEN no_rule
#endif
#define broken(rule) (BROKEN == rule)
