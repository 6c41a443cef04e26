/* The life of a plugin's objects, as a model for spin: exchanges, rollbacks and refused changes,
 * while workers run stages, operators call routes, a safe action comes, or the process is
 * killed. All at once is too much, so that check.sh looks at parts: -D CALLS (0 … 2), CHANGES (1
 * … 2), STAGES, CRASH (0, 1). */
#include "rules.pml"
#include "objects.pml"
#include "calls.pml"
#include "control.pml"
#include "workers.pml"
#include "builder.pml"
#include "crash.pml"

init {
  atomic {
    life[0] = acting;
    if
    :: CHANGES == 1 -> life[1] = resting; previous = 1
    :: else
    fi;
    run control();
    run builder();
    if
    :: STAGES -> run worker(0); run worker(1)
    :: else
    fi;
    if
    :: CALLS > 0 -> run safe_action(); run client(0)
    :: else
    fi;
    if
    :: CALLS > 1 -> run client(1)
    :: else
    fi;
    if
    :: CRASH -> run crash()
    :: else
    fi
  }
}
