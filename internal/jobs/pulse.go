package jobs

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errPulseLost ends the steps of a replica that the others will soon take for dead.
var errPulseLost = errors.New("this replica could not tell the others for too long that it lives")

// pulse says how long steps may go on: until the other replicas might begin to take them
// over. Its methods may be called concurrently.
type pulse struct {
	lasts time.Duration // after a beat began; 0: for ever

	mu    sync.Mutex
	alive context.Context // ends when the pulse is lost
	end   context.CancelFunc
	until time.Time
	timer *time.Timer
}

// steadyPulse is one that is never lost, where there are no other replicas.
func steadyPulse() *pulse { return &pulse{alive: context.Background()} }

// newPulse returns one that begins with the first beat.
func newPulse(lasts time.Duration) *pulse {
	alive, end := context.WithCancel(context.Background())
	end()
	return &pulse{lasts: lasts, alive: alive, end: end}
}

// beaten notes a beat that succeeded, and when it began. One that comes too late ends the
// steps from before it, also when the process or its machine stood still meanwhile.
func (p *pulse) beaten(began time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost() {
		p.end()
	}
	p.until = began.Add(p.lasts)
	if p.lost() {
		return
	}
	if p.alive.Err() != nil {
		p.alive, p.end = context.WithCancel(context.Background())
	}
	if p.timer != nil {
		p.timer.Stop()
	}
	p.timer = time.AfterFunc(time.Until(p.until), p.check)
}

// check ends the steps when no beat came in time.
func (p *pulse) check() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost() {
		p.end()
	}
}

// lost reports whether the time is over, by the clock on the wall or by the one that only
// goes forward: one may be set, the other may stand still with the machine.
func (p *pulse) lost() bool {
	now := time.Now()
	return p.lasts > 0 && (!now.Before(p.until) || !now.Round(0).Before(p.until.Round(0)))
}

// stop lets go of what a pulse holds.
func (p *pulse) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
	if p.end != nil {
		p.end()
	}
}

// tie returns a context that ends with the pulse, by errPulseLost. It is false when the
// pulse is lost already.
func (p *pulse) tie(ctx context.Context) (tied context.Context, untie func(), ok bool) {
	p.mu.Lock()
	alive, lost := p.alive, p.lost()
	p.mu.Unlock()
	if lost || alive.Err() != nil {
		return ctx, func() {}, false
	}
	tied, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(alive, func() { cancel(errPulseLost) })
	return tied, func() { stop(); cancel(nil) }, true
}
