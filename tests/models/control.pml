/* The control thread, and a builder that holds it. Stands for host/base/held_thread.cc,
 * task_thread.cc and ActionRooms::call(). */
#define HOLDS (CHANGES + 1)

mtype = { idle, to_act, to_rest };

bool is_held[HOLDS];
bool is_let_go[HOLDS];
mtype work = idle;        /* that the builder waits for */
byte work_on;

inline stay(number) {
  is_held[number] = true;
  do
  :: work == to_act -> act(work_on); work = idle
  :: work == to_rest -> rest(work_on); work = idle
  :: work == idle && is_let_go[number] -> break
  od
}

/* A handler may stay where it is for good. */
inline handle(id) {
  d_step {
    if
    :: order[id] == accepted || broken(late_rule) -> order[id] = begun
    :: else
    fi
  };
  object = (broken(redispatch_rule) -> asked_of[id] : live);
  if
  :: order[id] == begun && (!is_ended || broken(end_rule)) ->
     assert(life[object] == acting);
     if
     :: is_control_stuck = true; end_stuck: false
     :: atomic {
          assert(life[object] == acting);
          move_flag(id)
        }
     fi
  :: true  /* 503: it came too late, or the live generation has no such route */
  fi;
  send(id)
}

proctype control() until_it_is_killed {
  byte task;
  byte object;
end:
  if
  :: first?task
  :: atomic { empty(first) && nempty(ordinary) -> ordinary?task }
  fi;
  if
  :: task >= CALLS_MAX -> stay(task - CALLS_MAX)
  :: else -> handle(task)
  fi;
  atomic {
    task = 0;
    object = 0
  };
  goto end
}
