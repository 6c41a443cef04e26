/* The objects of one plugin's name, and the rules that each of their moves is held against.
 * Stands for host/services/plugin_host.cc, sdk/include/spark/ext/draft/life.h and state.h there. */
#define OBJECTS 3
#define WORKERS 2
#define nothing 7

mtype = { built, acting, resting, gone };
mtype life[OBJECTS] = gone;

byte live = 0;            /* the object of the live generation */
byte previous = nothing;  /* that of the generation before, kept for a rollback */
byte uses[WORKERS] = 0;   /* the object of the generation that each worker has taken */
byte gathered[OBJECTS];   /* the stage runs that each object knows of */
byte runs;                /* how many there were */
bool is_lost;             /* a stuck worker has cost some of them */
bool is_down;             /* the process was killed */

#if CRASH
#define until_it_is_killed provided (!is_down)
#else
#define until_it_is_killed
#endif

#define is_used(o) (uses[0] == o || uses[1] == o)

/* Only an object of the live generation acts, never one that was merely built; each rest comes
 * between two acts; and no two objects act at once. */
inline act(o) {
  d_step {
    assert(o == live);
    assert(life[o] == built || life[o] == resting);
    life[o] = acting;
    assert((life[0] == acting) + (life[1] == acting) + (life[2] == acting) == 1);
  }
}

inline rest(o) {
  d_step {
    assert(life[o] == acting);
    life[o] = resting;
  }
}

inline save(o) {
  d_step {
    assert(life[o] == resting);
    saved = gathered[o];
  }
}

inline load(o) {
  d_step {
    assert(life[o] == built || life[o] == resting);
    assert(!is_used(o));
    gathered[o] = saved;
  }
}

/* Nothing is lost and nothing counts twice. */
inline merge(from, to) {
  d_step {
    assert(!is_used(from));
    gathered[to] = gathered[to] + gathered[from] - saved;
    assert(is_lost || gathered[to] == runs);
  }
}

inline destroy(o) {
  d_step {
    assert(!is_used(o) && life[o] != acting);
    life[o] = gone;
    gathered[o] = 0;
  }
}
