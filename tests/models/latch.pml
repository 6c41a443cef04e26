/* The latch of one flag and its file, as a model for spin: two safe actions and a risky one, the
 * thread that writes the file, and a crash at any moment. Stands for host/services/flags.cc and
 * host/actions/latch_keeper.cc, safe_routes.cc and action_routes.cc. */
#include "rules.pml"

#define ASKERS 3
#define risky 2
#define to_write ASKERS

bool is_safe;             /* the flag, which starts at a risky value */
bool is_latched;
byte latched_by;          /* whose move the latch cites */
byte epoch;
bool is_recorded[ASKERS];
bool is_kept;             /* durable: the latch is in the file */
bool is_posted;           /* a write of the file is asked for */
bool is_answered[ASKERS];
bool is_safe_at_start;
bool is_opened[ASKERS];   /* a risky action took effect since */

chan own = [6] of { byte };  /* the queue of the thread that writes the file */

/* LatchKeeper::keep(): a write that is waiting will do. */
inline keep() {
  if
  :: broken(post_rule) ->
     if
     :: d_step { !is_posted -> is_posted = true }; own!to_write
     :: is_posted
     fi
  :: else ->
     d_step {
       if
       :: !is_posted -> is_posted = true; own!to_write
       :: else
       fi
     }
  fi
}

/* LatchKeeper::when_kept(): the answer goes behind the writes. */
inline answer(id) {
  if
  :: broken(keep_rule) -> is_answered[id] = true
  :: else -> own!id
  fi
}

/* The wait for the record has a limit. */
proctype safe_action(byte id) {
  byte move;
  bool is_repeat;
  d_step {
    epoch++;
    is_repeat = is_safe && is_latched;
    is_safe = true;
    is_latched = true;
    is_opened[id] = false;
    if
    :: !is_repeat -> latched_by = id
    :: else
    fi;
    move = latched_by
  };
  if
  :: is_repeat && broken(repeat_rule)
  :: else -> keep()
  fi;
  if
  :: !is_repeat -> is_recorded[id] = true
  :: else
  fi;
  if
  :: is_recorded[move]
  :: true
  fi;
  answer(id)
}

proctype risky_action() {
  byte asked_in;
  asked_in = epoch;
  if
  :: d_step {
       asked_in == epoch ->
       is_latched = false;
       is_safe = false;
       is_opened[0] = true;
       is_opened[1] = true
     };
     keep()
  :: asked_in != epoch
  fi;
  answer(risky)
}

proctype keeper() {
  byte task;
  bool is_seen_latched;
end:
  do
  :: own?task ->
     if
     :: task != to_write -> is_answered[task] = true
     :: else ->
        if
        :: !broken(posted_rule) -> is_posted = false
        :: else
        fi;
        is_seen_latched = is_latched;
        is_kept = is_seen_latched;
        if
        :: broken(posted_rule) -> is_posted = false
        :: else
        fi
     fi
  od
}

/* What a start would make of the file, at any moment. */
proctype crash() {
  d_step {
    is_safe_at_start = is_kept && !broken(start_rule);
    assert(is_safe_at_start || !is_answered[0] || is_opened[0]);
    assert(is_safe_at_start || !is_answered[1] || is_opened[1])
  }
}

init {
  atomic {
    run safe_action(0);
    run safe_action(1);
    run risky_action();
    run keeper();
    run crash()
  }
}
