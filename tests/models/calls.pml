/* Requests of operators: two calls of the plugin's routes, of which call 0 is risky and call 1
 * may be a safe verb's, and a safe action. Stands for host/actions/ and host/services/flags.cc. */
#define CALLS_MAX 2

mtype = { accepted, begun, dropped };
mtype = { unasked, asked, sent };

mtype call[CALLS_MAX] = unasked;
byte asked_of[CALLS_MAX]; /* the object whose route took the call */
mtype order[CALLS_MAX] = accepted;
byte epoch_asked_in;      /* of call 0 */
bool is_told_late;        /* the client of call 0 was told that nothing was changed */
bool is_control_stuck;    /* in a handler, for good */
bool is_ended;            /* no call is taken any more, and no handler is called */

byte epoch = 1;
bool is_safe = true;      /* the flag */
bool is_latched;
bool is_stale_call;       /* a safe action came after call 0 was asked for … */
bool is_stale_change;     /* … or after the change was */

chan first = [4] of { byte };  /* the two lanes of the control thread's queue */
chan ordinary = [CALLS_MAX] of { byte };

/* The call waits in the queue of the control thread, and its client for the answer. */
proctype client(byte id) until_it_is_killed {
  atomic {
    if
    :: is_ended -> goto done
    :: else
    fi;
    call[id] = asked;
    asked_of[id] = uses[id];
    if
    :: id == 0 -> epoch_asked_in = epoch
    :: else
    fi;
    if
    :: ordinary!id
    :: id == 1 -> first!id  /* a safe verb */
    fi
  }
  if
  :: d_step { id == 0 && order[0] == accepted -> order[0] = dropped; is_told_late = true }
  :: true
  fi;
  call[id] == sent || is_control_stuck;
done:
  skip
}

/* The epoch, the flag and its latch move in one step, under one lock. */
proctype safe_action() until_it_is_killed {
  d_step {
    epoch++;
    is_safe = true;
    is_latched = true;
    is_stale_call = (call[0] == asked);
    is_stale_change = true
  }
}

/* Flags::set(): with the leave of call 0, a risky one that names the flag; without one else. */
inline move_flag(id) {
  d_step {
    if
    :: id == 0 && (epoch_asked_in == epoch || broken(flag_epoch_rule)) ->
       assert(!is_stale_call && !is_told_late);
       is_latched = false;
       is_safe = false
    :: id != 0 && (!is_latched || broken(latch_rule)) -> is_safe = false
    :: else
    fi;
    assert(is_safe || !is_latched)
  }
}

inline send(id) {
  d_step {
    assert(call[id] == asked);
    call[id] = sent;
    asked_of[id] = 0
  }
}
