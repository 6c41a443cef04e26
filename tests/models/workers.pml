/* Workers run stages in the object of the generation that they have taken, and take the next one
 * between two requests. Stands for host/http/server.cc and host/serving/publisher.cc. */
byte table = 0;           /* the object of the routes that were published last */
byte tables;              /* how often routes were published */
byte took[WORKERS];       /* which of them each worker has */

#define all_took (took[0] == tables && took[1] == tables)

/* One request at any moment; worker 0 may stay in its stage for good. */
proctype worker(byte self) until_it_is_killed {
  bool has_run = !STAGES;
end:
  do
  :: !has_run -> has_run = true; goto stage
  :: d_step { took[self] != tables -> uses[self] = table; took[self] = tables }
  od;
stage:
  if
  :: self == 0 -> goto stuck
  :: d_step {
       assert(life[uses[self]] == acting || life[uses[self]] == resting);
       gathered[uses[self]]++;
       runs++
     }
     goto end
  fi;
stuck:
end_stuck:
  false
}
