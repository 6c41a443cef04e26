/* Changes, one after the other: an exchange for a new object or a rollback to the previous one,
 * then an orderly end. Stands for host/change/application.cc, acting.cc, transfer.cc and
 * changer.cc. */
byte published;  /* durable: the number of the generation that a start comes back to */
byte number;     /* of the live generation */
byte told;       /* of the last generation that an operator was told of */
bool is_holding;
bool is_stuck;   /* since the last publication that not all workers had taken in time */

/* HeldThread::hold(): the wait may end before the thread is held, which may still come then. */
inline hold(hold_number) {
  first!(CALLS_MAX + hold_number);
  if
  :: is_held[hold_number] -> is_holding = true
  :: !broken(limit_rule) -> is_holding = is_held[hold_number]
  fi
}

inline let_go(hold_number) {
  d_step {
    is_let_go[hold_number] = true;
    is_holding = false
  }
}

/* HeldThread::run() */
inline on_control(what, o) {
  d_step {
    work_on = o;
    work = what
  };
  work == idle
}

/* Objects that neither generation holds go, but for those that a worker may be stuck in. */
inline bury(o) {
  if
  :: life[o] == resting && o != live && o != previous && (!is_stuck || broken(stuck_rule)) ->
     destroy(o)
  :: else
  fi
}

/* The step of the order: no safe action comes between the comparison and the exchange. */
inline exchange_live() {
  d_step {
    if
    :: is_rollback || epoch_asked == epoch || broken(change_epoch_rule) ->
       assert(is_rollback || !is_stale_change);
       previous = live;
       live = next;
       number++
    :: else
    fi
  }
}

inline publish_routes() {
  d_step {
    table = live;
    tables++;
    if
    :: !STAGES -> uses[0] = live; uses[1] = live; took[0] = tables; took[1] = tables
    :: else
    fi
  };
  if
  :: all_took
  :: atomic { !all_took -> is_stuck = true; is_lost = true }  /* the wait has a limit */
  fi
}

proctype builder() until_it_is_killed {
  byte change;
  byte old;
  byte next;
  byte epoch_asked;
  byte saved;
  bool is_rollback;
  do
  :: change == CHANGES -> break
  :: change < CHANGES ->
     d_step {
       epoch_asked = epoch;
       is_stale_change = false;
       old = live;
       if
       :: all_took -> is_stuck = false
       :: else
       fi
     };
     bury(0);
     bury(1);
     if
     :: previous != nothing && (!is_used(previous) || broken(load_rule)) ->
        is_rollback = true;
        next = previous
     :: d_step {
          is_rollback = false;
          next = (life[0] == gone -> 0 : (life[1] == gone -> 1 : 2));
          life[next] = built
        }
     fi;
     if
     :: goto refused  /* a dry run, or a trial that failed */
     :: true
     fi;
     if
     :: broken(hold_rule) -> rest(old)
     :: else ->
        hold(change);
        if
        :: !is_holding && broken(let_go_rule) -> goto refused
        :: !is_holding && !broken(let_go_rule) -> let_go(change); goto refused
        :: else
        fi;
        if
        :: broken(save_rule) -> save(old)
        :: broken(rest_rule) -> goto exchange
        :: else
        fi;
        on_control(to_rest, old)
     fi;
     save(old);
     load(next);
   exchange:
     exchange_live();
     if
     :: live == old && broken(superseded_rule) -> let_go(change); goto refused
     :: live == old && !broken(superseded_rule) ->
        on_control(to_act, old);
        let_go(change);
        goto refused
     :: live == next && broken(hold_rule) -> act(next)
     :: live == next && !broken(hold_rule) ->
        on_control(to_act, next);
        let_go(change)
     fi;
     if
     :: broken(note_rule) -> told = number
     :: else
     fi;
     published = number;
     if
     :: broken(merge_rule) -> merge(old, next)
     :: else
     fi;
     publish_routes();
     if
     :: !is_stuck -> merge(old, next)
     :: else
     fi;
     bury(0);
     bury(1);
     told = number;
     goto answered;
   refused:
     if
     :: broken(built_rule) -> act(next)
     :: else
     fi;
     if
     :: life[next] == built -> destroy(next)
     :: else
     fi;
   answered:
     atomic {
       assert(life[live] == acting);
       change++;
       old = 0;  /* fewer states */
       next = 0;
       saved = 0;
       epoch_asked = 0;
       is_rollback = false
     }
  od;
  is_ended = true;
  hold(CHANGES);
  if
  :: is_holding -> on_control(to_rest, live)
  :: else
  fi;
  let_go(CHANGES)
}
