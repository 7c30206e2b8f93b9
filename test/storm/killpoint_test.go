package storm

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"

	"snapdeck/internal/operation"
)

// killPoint wraps the engine's ledger and cloud. It counts and records the points that are passed, and kills or
// suspends the process at the chosen one.
type killPoint struct {
	at    string
	stop  string
	log   *os.File      // nil: points are not recorded
	ready chan struct{} // closed when the address has been printed; no process dies before

	mu     sync.Mutex
	passed map[string]int
}

func newKillPoint(o childConfig) (*killPoint, error) {
	w := &killPoint{at: o.KillAt, stop: o.Stop, ready: make(chan struct{}), passed: map[string]int{}}
	if o.Points == "" {
		return w, nil
	}
	var err error
	w.log, err = appendTo(o.Points)
	return w, err
}

// appendTo opens a file that several processes may append to.
func appendTo(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// wrap is for app.Options.WrapStores.
func (w *killPoint) wrap(l operation.Ledger, c operation.Cloud) (operation.Ledger, operation.Cloud) {
	return killPointLedger{l, w}, killPointCloud{c, w}
}

// pass is called at each point. From the second pass of the same point on, its name gets a number.
func (w *killPoint) pass(when, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	point := when + " " + what
	w.passed[point]++
	if n := w.passed[point]; n > 1 {
		point = fmt.Sprintf("%s #%d", point, n)
	}
	if w.log != nil {
		fmt.Fprintln(w.log, point)
	}
	if point == w.at {
		<-w.ready
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // cannot fail: it is our own process
		select {}
	}
	if point == w.stop {
		<-w.ready
		standStill()
	}
}

// standStill suspends the process until SIGCONT. A signal to the process could reach another thread first and let this
// one continue for a while, so it is sent to this thread.
func standStill() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	_ = syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGSTOP) // cannot fail: it is our own thread
}

// passAround passes the points before and after a call.
func (w *killPoint) passAround(what string) (after func()) {
	w.pass("before", what)
	return func() { w.pass("after", what) }
}
