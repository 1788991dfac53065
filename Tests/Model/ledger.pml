/*
 * The protocol of the ledger: how an approved run makes its changes in the directory, proves them, and undoes its own
 * when it can't be completed. Executors crash, messages come twice, replies get lost, reads are stale for a while.
 *
 * A committed transaction is one atomic step, and so is what Graph does with a call. Everything else may happen between
 * any two steps. scripts/model checks the configurations and, with BUG_..., that each weakening is found.
 * README.md says what is modelled and what isn't.
 */

/* How often each misfortune may happen; bounded, so that the states are finite. */
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DUPLICATES
#define DUPLICATES 1
#endif
#ifndef LOST
#define LOST 1          /* replies that are lost, before or after the effect; the call may also arrive late */
#endif
#ifndef TROUBLES
#define TROUBLES 0      /* transient failures without effect */
#endif
#ifndef REFUSALS
#define REFUSALS 1      /* permanent refusals: of a first read, of a change, of an undoing */
#endif
#ifndef WITHDRAWALS
#define WITHDRAWALS 0   /* somebody asks for the rollback of run 0 */
#endif
#ifndef RETRIES
#define RETRIES 0       /* somebody asks for a run to be carried out once more that was reverted, or is stuck */
#endif
#ifndef LAG
#define LAG 1           /* stale reads after a change */
#endif
#ifdef BUG_ONE_READ
#define READS 1
#else
#define READS 2         /* agreeing reads in a row that prove something: more than LAG */
#endif

/* The runs and their operations, all of them `add`. */
#if defined(CROSSED)    /* two runs want the same two memberships, in opposite order */
#define RUNS 2
#define OPERATIONS 4
#define FIRST(r) (r * 2)
#define LAST(r) (r * 2 + 1)
#define RUN(o) (o / 2)
#define PAIR(o) ((o == 0 || o == 3) -> 0 : 1)
#elif defined(SHARED)   /* a second run wants the first membership of run 0, too */
#define RUNS 2
#define OPERATIONS 3
#define FIRST(r) (r * 2)
#define LAST(r) (r + 1)
#define RUN(o) (o / 2)
#define PAIR(o) (o % 2)
#else
#define RUNS 1
#define OPERATIONS 2
#define FIRST(r) 0
#define LAST(r) 1
#define RUN(o) 0
#define PAIR(o) o
#endif
#define PAIRS 2
#define EXECUTORS 2
#define NOBODY 255

/* Messages: `execute` of a run, `undo` of a run, `verify` of an operation. */
#define EXECUTE(r) (r)
#define UNDO(r) (RUNS + r)
#define VERIFY(o) (2 * RUNS + o)
#define MESSAGES (2 * RUNS + OPERATIONS)

mtype = {
    /* operations */ planned, satisfied, intended, applied, verified, refused, reverting, reverted,
    /* runs, beside the two above */ waiting, forward, landed, stuck,
    /* Graph's answers */ accepted, already, failed, nothing, declined
}

/* --- The ledger: what survives a crash. ------------------------------------------------------------------------- */
mtype phase[RUNS] = waiting;        /* waiting, forward, then landed, or reverting and reverted, or stuck */
byte claim[PAIRS] = NOBODY;         /* the run that has a membership to itself until it has ended */
bool asked[RUNS];                   /* a rollback was asked for */
byte start[RUNS];                   /* how often the run was started again */
mtype state[OPERATIONS] = planned;
bool ours[OPERATIONS];              /* is_our_change */
bool open[OPERATIONS];              /* an attempt was begun and has no outcome on record */
bool unknown[OPERATIONS];           /* what became of an earlier attempt in this direction isn't known */
bool doubted[OPERATIONS];           /* declined after such an attempt: reads decide */
bool undone[OPERATIONS];            /* Graph accepted the undoing, not read back yet */
byte agreeing[OPERATIONS];
byte contrary[OPERATIONS];

/* --- The broker. ------------------------------------------------------------------------------------------------ */
bool queued[MESSAGES];
byte held[EXECUTORS] = NOBODY;      /* what an executor has not acknowledged */
#if defined(BUG_ACK_BEFORE_COMMIT) || defined(BUG_ACK_BEFORE_PUBLISH)
bool acknowledged[EXECUTORS];
#endif

/* --- The directory. --------------------------------------------------------------------------------------------- */
bool member[PAIRS];
byte stale[PAIRS];                  /* so many reads may still show what was before */
byte by[PAIRS] = NOBODY;            /* the operation that made the membership; NOBODY: it was there, or isn't */
byte late_add[OPERATIONS];          /* calls whose caller waits no longer, and that may still arrive */
byte late_remove[OPERATIONS];
bool added[OPERATIONS];             /* had its effect, once */
bool removed[OPERATIONS];

/* --- The rest. -------------------------------------------------------------------------------------------------- */
bool closed[RUNS];                  /* the ticket is closed complete */
bool dead[EXECUTORS];
byte calling[EXECUTORS] = NOBODY;   /* between a committed intent and its outcome: MAKES or UNDOES of an operation */
byte crashes = CRASHES, duplicates = DUPLICATES, lost = LOST, troubles = TROUBLES, refusals = REFUSALS, retries = RETRIES;

#define ALL(r, what) (state[FIRST(r)] == what && state[LAST(r)] == what)
#define ANY(r, what) (state[FIRST(r)] == what || state[LAST(r)] == what)
#define HAS_ENDED(r) (phase[r] == landed || phase[r] == reverted || phase[r] == stuck)

/* The other operation on the same membership, or the same one where there is none. */
#if defined(CROSSED)
#define OTHER(o) (3 - o)
#elif defined(SHARED)
#define OTHER(o) (o == 1 -> 1 : 2 - o)
#else
#define OTHER(o) o
#endif

/* A call is over when nobody waits for its reply and it can't arrive any more. The ledger knows by time: none has an effect later than that. */
#define MAKES(o) (o)
#define UNDOES(o) (OPERATIONS + o)
#define IS_CALLING(what) (calling[0] == what || calling[1] == what)
#define MAY_ADD(o) (late_add[o] > 0 || IS_CALLING(MAKES(o)))
#define MAY_REMOVE(o) (late_remove[o] > 0 || IS_CALLING(UNDOES(o)))

/* Whether no call may do the opposite afterwards, whoever has made it. */
#ifdef BUG_UNDO_TOO_EARLY
#define IS_SAFE_TO_UNDO(o) true
#else
#define IS_SAFE_TO_UNDO(o) (!MAY_ADD(o) && !MAY_ADD(OTHER(o)))
#endif
#ifdef BUG_ADD_TOO_EARLY
#define IS_SAFE_TO_ADD(o) true
#else
#define IS_SAFE_TO_ADD(o) (!MAY_REMOVE(o) && !MAY_REMOVE(OTHER(o)))
#endif

/* After a first read that was stale, "already exists" says whose it is only where no other call of ours is on its way. */
#ifdef STALE_START
#define MAY_CALL(o) !IS_CALLING(MAKES(o))
#else
#define MAY_CALL(o) true
#endif

/* Whether a read that doesn't show what was called for tells that it didn't happen, and won't any more. */
#ifdef BUG_ABSENCE_TOO_EARLY
#define IS_ABSENCE(o) true
#else
#define IS_ABSENCE(o) (state[o] == reverting -> !MAY_REMOVE(o) : !MAY_ADD(o))
#endif

#define IS_FREE(p, r) (claim[p] == NOBODY || claim[p] == r)
#ifdef BUG_CLAIM_ONE_BY_ONE
#define MAY_START(r) (state[FIRST(r)] == planned -> IS_FREE(PAIR(FIRST(r)), r) : \
    (state[LAST(r)] == planned -> IS_FREE(PAIR(LAST(r)), r) : true))
#else
#define MAY_START(r) (phase[r] != waiting || (IS_FREE(PAIR(FIRST(r)), r) && IS_FREE(PAIR(LAST(r)), r)))
#endif

inline release(r_) {
    if :: claim[0] == r_ -> claim[0] = NOBODY :: else fi;
    if :: claim[1] == r_ -> claim[1] = NOBODY :: else fi
}

/* --- Graph. ----------------------------------------------------------------------------------------------------- */

inline add(o_, reply_) {
    if
    :: member[PAIR(o_)] -> reply_ = already
    :: else ->
        assert(!added[o_]);                                     /* I3: one effective add */
        added[o_] = true; member[PAIR(o_)] = true; by[PAIR(o_)] = o_; stale[PAIR(o_)] = LAG;
        reply_ = accepted
    fi
}

inline remove(o_, reply_) {
    if
    :: !member[PAIR(o_)] -> reply_ = already
    :: else ->
        assert(by[PAIR(o_)] == o_);                             /* I4: what this very operation has added */
        assert(!removed[o_]);                                   /* I3: one effective undoing */
        removed[o_] = true; member[PAIR(o_)] = false; by[PAIR(o_)] = NOBODY; stale[PAIR(o_)] = LAG;
        reply_ = accepted
    fi
}

/* A replica that lags shows what was before; another one may know better already. */
inline read(p_, shown_) {
    if
    :: shown_ = member[p_]
    :: stale[p_] > 0 -> stale[p_]--; shown_ = !member[p_]
    fi
}

/* What has left the caller arrives late, or never. */
#define ARRIVES(o) \
    :: atomic { late_add[o] > 0 -> late_add[o]--; if :: add(o, ignored) :: skip fi; ignored = 0 } \
    :: atomic { late_remove[o] > 0 -> late_remove[o]--; if :: remove(o, ignored) :: skip fi; ignored = 0 }

proctype Network() {
    mtype ignored;
end_idle:
    do
    ARRIVES(0)
    ARRIVES(1)
#if OPERATIONS > 2
    ARRIVES(2)
#endif
#if OPERATIONS > 3
    ARRIVES(3)
#endif
    od
}

/* --- The ticket, and what must be true of it. -------------------------------------------------------------------- */

/* What is said to be in place is there, and what isn't said to be has left nothing of ours. */
#ifdef ONLY_EFFECTS
#define IS_AS_SAID(o) true
#else
#define IS_AS_SAID(o) ((ours[o] && (state[o] == applied || state[o] == verified)) -> by[PAIR(o)] == o : \
    (state[o] == reverting || by[PAIR(o)] != o))
#endif
#ifdef ONLY_EFFECTS
#define HAS_LEFT_NOTHING(r) true
#else
#define HAS_LEFT_NOTHING(r) (by[PAIR(FIRST(r))] != FIRST(r) && by[PAIR(LAST(r))] != LAST(r))
#endif

/* The ticket hears how a run has ended. */
inline tell(r_, end_) {
    if
    :: end_ == landed ->
        assert(ALL(r_, verified) && member[PAIR(FIRST(r_))] && member[PAIR(LAST(r_))]);         /* I1 */
        closed[r_] = true
    :: end_ == reverted -> assert(!closed[r_] && HAS_LEFT_NOTHING(r_))
    :: end_ == stuck -> assert(!closed[r_])
    fi;
    assert(IS_AS_SAID(FIRST(r_)) && IS_AS_SAID(LAST(r_)))
}

/* --- Executors. ------------------------------------------------------------------------------------------------- */

#define EMIT(m) emits = emits | (1 << (m))

/* Two executors without work are the same: the second one takes only what comes while the first one is busy. */
#define TAKES(m) :: queued[m] && (m >= RUNS || MAY_START(m)) && (me == 0 || held[0] != NOBODY) -> held[me] = m

inline take() {
    if
    TAKES(0)
    TAKES(1)
    TAKES(2)
    TAKES(3)
#if MESSAGES > 4
    TAKES(4)
    TAKES(5)
    TAKES(6)
#endif
#if MESSAGES > 7
    TAKES(7)
#endif
    fi;
    if
    :: queued[held[me]] = false
    :: duplicates > 0 -> duplicates--
    fi;
#ifdef BUG_ACK_BEFORE_COMMIT
    acknowledged[me] = true;
#endif
}

/* No further change is begun; what is under way is brought to an end. */
#define STOPS(r) (ANY(r, refused) || asked[r])

/* Where a run stands after something was settled, in one transaction that has locked the run's row. */
inline judge() {
    if
#ifdef BUG_LANDED_ON_APPLIED
    :: phase[r] == forward && !ANY(r, planned) && !ANY(r, intended) && !ANY(r, refused) -> phase[r] = landed; release(r)
#endif
    :: phase[r] == forward && ALL(r, verified) && !asked[r] -> phase[r] = landed; release(r)
#ifdef BUG_REVERT_WHILE_INTENDED
    :: phase[r] == forward && STOPS(r) -> phase[r] = reverting
#else
    :: phase[r] == forward && STOPS(r) && !ANY(r, intended) -> phase[r] = reverting
#endif
    :: else
    fi;
    if
    :: phase[r] == reverting -> EMIT(UNDO(r))
    :: HAS_ENDED(r) -> ends = phase[r]; ended = start[r]
    :: else
    fi
}

inline begin_attempt(what) {
    if :: open[o] -> unknown[o] = true :: else fi;
    open[o] = true; calling[me] = what
}

inline end_attempt() {
    if :: answer == nothing -> unknown[o] = true :: else fi;
    open[o] = false; calling[me] = NOBODY
}

/* Graph's part of a call: what it does, and what its caller hears of it. */
#define CALL(change, late) \
    if \
    :: change(o, answer) \
    :: lost > 0 -> lost--; change(o, answer); answer = nothing \
    :: lost > 0 -> lost--; late[o]++; answer = nothing \
    :: troubles > 0 -> troubles--; answer = failed \
    :: refusals > 0 -> refusals--; answer = declined \
    fi

#define AWAITS_READS(o) \
    (state[o] == satisfied || state[o] == applied || doubted[o] || (state[o] == reverting && undone[o]))

#ifdef BUG_UNDO_SATISFIED
#define IS_TO_BE_UNDONE(o) (state[o] == applied || state[o] == verified || state[o] == reverting)
#else
#define IS_TO_BE_UNDONE(o) (ours[o] && (state[o] == applied || state[o] == verified || state[o] == reverting))
#endif

/* Where the ledger knows of a change a moment ago, one read isn't enough: as many have to agree as prove a change. */
#if defined(STALE_START) || defined(BUG_ONE_FIRST_READ)
#define FIRST_READ(p) read(p, shown)
#else
#define FIRST_READ(p) shown = member[p]
#endif

/* Whoever saw a run in an earlier start has to look again. */
#define IS_SAME_START (start[r] == begun)

#define FORGET r = 0; o = 0; seen = 0; answer = 0; ends = 0; shown = false; tells = false; emits = 0; begun = 0; ended = 0

proctype Executor(byte me) {
    byte r, o, emits, begun, ended;
    mtype seen, answer, ends;
    bool shown, tells;
end_idle:
    {
        atomic {
            take();
            if
            :: held[me] < RUNS -> r = held[me]; o = FIRST(r); goto execute_opens
            :: held[me] >= RUNS && held[me] < 2 * RUNS -> r = held[me] - RUNS; goto undo_looks
            :: held[me] >= 2 * RUNS -> o = held[me] - 2 * RUNS; r = RUN(o); goto verify_reads
            fi;

            /* `execute`: brings each operation of a run further. */
execute_opens:
            if
#ifdef BUG_CLAIM_ONE_BY_ONE
            :: phase[r] == waiting -> phase[r] = forward
#else
            /* All the memberships of a run at once: two runs can't each wait for what the other one has. */
            :: phase[r] == waiting -> claim[PAIR(FIRST(r))] = r; claim[PAIR(LAST(r))] = r; phase[r] = forward
#endif
            :: else
            fi;
execute_looks:
            /* What is seen here may be out of date when it is acted upon. */
            seen = state[o]; begun = start[r];
            if
            :: phase[r] != forward || (seen == planned && STOPS(r)) -> goto next
            :: phase[r] == forward && (seen == satisfied || seen == applied || doubted[o]) -> EMIT(VERIFY(o)); goto next
            :: phase[r] == forward && seen == intended && !doubted[o] -> goto intends
            :: phase[r] == forward && seen == planned && !STOPS(r) -> skip
            :: else -> goto next
            fi;
#ifdef BUG_CLAIM_ONE_BY_ONE
            if :: IS_FREE(PAIR(o), r) -> claim[PAIR(o)] = r :: else -> EMIT(EXECUTE(r)); goto next fi;
#endif
#ifdef BUG_NO_READ
            goto intends;
#endif
            if
            :: FIRST_READ(PAIR(o)); if :: shown -> goto is_there :: else -> goto intends fi
            :: refusals > 0 -> refusals--; goto is_refused
            fi
        }
is_refused:
        atomic { if :: state[o] == planned && phase[r] == forward && IS_SAME_START -> state[o] = refused :: else fi; goto next }
is_there:
        atomic {
            IS_SAFE_TO_ADD(o) || state[o] != planned || phase[r] != forward || !IS_SAME_START;
            if
            :: state[o] == planned && phase[r] == forward && IS_SAME_START -> state[o] = satisfied; EMIT(VERIFY(o))
            :: else -> EMIT(EXECUTE(r))
            fi;
            goto next
        }
intends:
#ifndef BUG_NO_INTENT
        /* Calling again does no harm. As long as an undoing may have its effect, the message comes back later. */
        atomic {
            (IS_SAFE_TO_ADD(o) && MAY_CALL(o)) || state[o] != seen || phase[r] != forward || !IS_SAME_START;
            if
#if defined(BUG_STATE_NOT_NAMED)
            :: true -> state[o] = intended; begin_attempt(MAKES(o))
#elif defined(BUG_PHASE_NOT_LOCKED)
            :: state[o] == seen && !doubted[o] -> state[o] = intended; begin_attempt(MAKES(o))
#else
            :: state[o] == seen && !doubted[o] && phase[r] == forward && IS_SAME_START -> state[o] = intended; begin_attempt(MAKES(o))
#endif
            :: else -> EMIT(EXECUTE(r)); goto next
            fi
        }
#endif
        atomic { CALL(add, late_add) }
        atomic {
            end_attempt();
            if
#ifdef BUG_NO_INTENT
            :: state[o] == planned && (answer == accepted || answer == already) ->
#else
            :: state[o] == intended && (answer == accepted || answer == already) ->
#endif
                state[o] = applied;
#if defined(BUG_ALREADY_IS_OURS) || defined(BUG_NO_READ)
                ours[o] = true;
#else
                /* Said at the only call, it means that somebody else was faster, or the read out of date. */
                ours[o] = (answer == accepted || unknown[o]);
#endif
                unknown[o] = false; EMIT(VERIFY(o))
            :: state[o] == intended && answer == declined ->
#ifdef BUG_SWALLOWED_ERROR
                state[o] = verified
#else
                if
#ifndef BUG_REFUSED_AFTER_UNKNOWN
                :: unknown[o] -> doubted[o] = true; EMIT(VERIFY(o))
#endif
                :: else -> state[o] = refused; unknown[o] = false
                fi
#endif
            :: else -> EMIT(EXECUTE(r))
            fi;
next:
            seen = 0; answer = 0; shown = false;
            if :: o < LAST(r) -> o++; goto execute_looks :: else -> goto settles fi
        }

        /* `verify`: one read; enough in a row prove it. */
verify_reads:
        atomic {
            if :: AWAITS_READS(o) -> seen = state[o]; begun = start[r]; tells = IS_ABSENCE(o); read(PAIR(o), shown) :: else -> goto settles fi
        }
        atomic {
            if :: seen == reverting -> shown = !shown :: else fi;
            if
            :: state[o] == seen && AWAITS_READS(o) && IS_SAME_START ->
                if
                :: shown -> agreeing[o]++; contrary[o] = 0
                :: else -> agreeing[o] = 0; if :: seen == satisfied || (doubted[o] && tells) -> contrary[o]++ :: else fi
                fi;
                if
                :: agreeing[o] >= READS ->
                    agreeing[o] = 0;
                    if
                    /* It had arrived. */
                    :: seen == intended -> state[o] = applied; ours[o] = true; EMIT(VERIFY(o))
                    :: seen == reverting -> state[o] = reverted
                    :: else ->
                        state[o] = verified;
#ifdef BUG_CLAIM_UNTIL_VERIFIED
                        claim[PAIR(o)] = NOBODY
#endif
                    fi;
                    doubted[o] = false; undone[o] = false; unknown[o] = false
                :: contrary[o] >= READS ->
                    contrary[o] = 0;
                    if
                    /* What was read at first was out of date. */
#ifdef BUG_SATISFIED_FOR_EVER
                    :: seen == satisfied -> EMIT(VERIFY(o))
#else
                    :: seen == satisfied -> state[o] = planned; EMIT(EXECUTE(r))
#endif
                    :: seen == intended -> state[o] = refused; doubted[o] = false; unknown[o] = false
                    :: seen == reverting -> phase[r] = stuck
                    fi
                :: else -> EMIT(VERIFY(o))
                fi
            :: else -> EMIT(VERIFY(o))
            fi
        }
settles:
        atomic {
#ifdef BUG_UNDO_NOT_STATED_AGAIN
            if :: phase[r] == reverting -> skip :: else -> judge() fi;
#else
            judge();
#endif
            goto publishes
        }

        /* `undo`: the last change that is still to be undone; the next one when that is read back. */
undo_looks:
        atomic {
            if
            :: phase[r] != reverting -> goto settles
            :: phase[r] == reverting && IS_TO_BE_UNDONE(LAST(r)) -> o = LAST(r)
            :: phase[r] == reverting && !IS_TO_BE_UNDONE(LAST(r)) && IS_TO_BE_UNDONE(FIRST(r)) -> o = FIRST(r)
            :: else -> goto undo_ends
            fi;
            seen = state[o]; begun = start[r];
            if
            :: seen == reverting && (undone[o] || doubted[o]) -> EMIT(VERIFY(o)); goto publishes
            :: else -> goto undo_intends
            fi
        }
undo_ends:
        atomic {
            if
            :: phase[r] == reverting && !IS_TO_BE_UNDONE(FIRST(r)) && !IS_TO_BE_UNDONE(LAST(r)) ->
                phase[r] = reverted; release(r); goto settles
            :: else -> goto settles
            fi
        }
undo_intends:
        atomic {
            IS_SAFE_TO_UNDO(o) || state[o] != seen || undone[o] || doubted[o] || phase[r] != reverting || !IS_SAME_START;
            if
            :: phase[r] == reverting && IS_SAME_START && state[o] == seen && !undone[o] && !doubted[o] ->
                /* What isn't known from here on is whether an undoing arrived. */
                if :: seen != reverting -> unknown[o] = false; agreeing[o] = 0; contrary[o] = 0 :: else fi;
#ifndef BUG_NO_UNDO_INTENT
                state[o] = reverting;
#endif
                begin_attempt(UNDOES(o))
            :: else -> EMIT(UNDO(r)); goto publishes
            fi
        }
        atomic { CALL(remove, late_remove) }
        atomic {
            end_attempt();
            if
#ifdef BUG_NO_UNDO_INTENT
            :: answer == accepted -> state[o] = reverting; undone[o] = true; EMIT(VERIFY(o))
            /* Nothing says that it was us. */
            :: answer == already -> phase[r] = stuck; ends = stuck; ended = start[r]
#endif
            :: state[o] == reverting && (answer == accepted || answer == already) ->
                undone[o] = true; unknown[o] = false; EMIT(VERIFY(o))
            :: state[o] == reverting && answer == declined ->
                if
                :: unknown[o] -> doubted[o] = true; EMIT(VERIFY(o))
                :: else -> phase[r] = stuck; ends = stuck; ended = start[r]
                fi
            :: else -> EMIT(UNDO(r))
            fi
        }
publishes:
        atomic {
#ifdef BUG_ACK_BEFORE_PUBLISH
            acknowledged[me] = true;
        }
        atomic {
#endif
            o = 0;
            do
            :: o < MESSAGES -> if :: emits & (1 << o) -> queued[o] = true :: else fi; o++
            :: else -> break
            od;
            /* What an earlier start came to was told before the retry, which answers it. */
            if :: ends != 0 && start[r] == ended -> tell(r, ends) :: else fi;
            FORGET
        }
        atomic {
            held[me] = NOBODY;
#if defined(BUG_ACK_BEFORE_COMMIT) || defined(BUG_ACK_BEFORE_PUBLISH)
            acknowledged[me] = false;
#endif
        }
    } unless { atomic { dead[me] -> dead[me] = false; FORGET } };
    goto end_idle
}

/* The memory is lost, the broker delivers again, and whatever was called stays called. */
#if defined(BUG_ACK_BEFORE_COMMIT) || defined(BUG_ACK_BEFORE_PUBLISH)
#define REQUEUE(e) if :: acknowledged[e] -> acknowledged[e] = false :: else -> queued[held[e]] = true fi
#else
#define REQUEUE(e) queued[held[e]] = true
#endif
#define CRASHES_AT(e) \
    :: atomic { crashes > 0 && held[e] != NOBODY -> \
        crashes--; REQUEUE(e); held[e] = NOBODY; calling[e] = NOBODY; dead[e] = true }

proctype Crashing() {
end_idle:
    do
    CRASHES_AT(0)
    CRASHES_AT(1)
    od
}

/* At the end of everything each run has ended, or waits for one that is stuck, and all that was said is still true. */
#define IS_SETTLED(r) (HAS_ENDED(r) || (phase[r] == waiting && RUNS > 1 && phase[RUNS - 1 - r] == stuck))
#define IS_TRUE_TO_THE_END(r) \
    assert(IS_SETTLED(r)); \
    assert(closed[r] == (phase[r] == landed)); \
    assert(!closed[r] || (member[PAIR(FIRST(r))] && member[PAIR(LAST(r))])); \
    assert(phase[r] != reverted || HAS_LEFT_NOTHING(r)); \
    assert(IS_AS_SAID(FIRST(r)) && IS_AS_SAID(LAST(r)))

proctype TheEnd() {
end_not_yet:
    atomic {
        timeout;
#ifdef NEVER
        assert(phase[0] != NEVER);
#endif
#ifdef NEVER_BY_RETRY
        assert(phase[0] != NEVER_BY_RETRY || retries == RETRIES);
#endif
        IS_TRUE_TO_THE_END(0);
#if RUNS > 1
        IS_TRUE_TO_THE_END(1);
#endif
    }
}

#if RETRIES
/* What is still the run's own goes on as such, to be proved anew; everything else begins from the beginning. */
inline begin_again(o_) {
    if
#ifndef BUG_RETRY_FORGETS
    :: ours[o_] && (state[o_] == applied || state[o_] == verified || state[o_] == reverting) -> state[o_] = applied
#endif
    :: else -> state[o_] = planned; ours[o_] = false; added[o_] = false; removed[o_] = false
    fi;
    open[o_] = false; unknown[o_] = false; doubted[o_] = false; undone[o_] = false; agreeing[o_] = 0; contrary[o_] = 0
}

#ifdef BUG_RETRY_UNDER_WAY
#define MAY_BEGIN_AGAIN(r) (phase[r] == reverting || phase[r] == reverted || phase[r] == stuck)
#else
#define MAY_BEGIN_AGAIN(r) (phase[r] == reverted || phase[r] == stuck)
#endif

#define BEGINS_AGAIN(r) \
    :: atomic { retries > 0 && MAY_BEGIN_AGAIN(r) -> \
        retries--; start[r]++; begin_again(FIRST(r)); begin_again(LAST(r)); \
        phase[r] = waiting; asked[r] = false; queued[EXECUTE(r)] = true }

proctype Operator() {
end_idle:
    do
    BEGINS_AGAIN(0)
#if RUNS > 1
    BEGINS_AGAIN(1)
#endif
    od
}
#endif

#if WITHDRAWALS
proctype Person() {
    atomic { asked[0] = true; queued[EXECUTE(0)] = true }
}
#endif

init {
    atomic {
        /* Who was a member before. With STALE_START somebody else changed that a moment ago, and reads may not show it yet. */
        if :: skip :: member[0] = true :: member[1] = true fi;
#ifdef STALE_START
        stale[0] = LAG; stale[1] = LAG;
#endif
        queued[EXECUTE(0)] = true;
#if RUNS > 1
        queued[EXECUTE(1)] = true;
#endif
        run Executor(0); run Executor(1); run Network(); run TheEnd();
#if CRASHES
        run Crashing();
#endif
#if WITHDRAWALS
        run Person();
#endif
#if RETRIES
        run Operator();
#endif
    }
}
