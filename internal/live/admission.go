package live

import (
	"errors"
	"sync"
)

// ErrTooManyStreams says that a session, or all together, have as many streams open as they may.
var ErrTooManyStreams = errors.New("too many streams are open")

// admission counts open streams. The newest is refused: to end the oldest would make tabs end each other.
type admission struct {
	perSession, most int

	mu       sync.Mutex
	sessions map[string]int
	total    int
}

// Admit lets a session open one more stream, until leave is called, or fails with ErrTooManyStreams.
func (h *Hub) Admit(session string) (leave func(), err error) {
	a := &h.admission
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.perSession > 0 && a.sessions[session] >= a.perSession || a.most > 0 && a.total >= a.most {
		return nil, ErrTooManyStreams
	}
	a.sessions[session]++
	a.total++
	return func() { a.leave(session) }, nil
}

func (a *admission) leave(session string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total--
	if a.sessions[session]--; a.sessions[session] == 0 {
		delete(a.sessions, session)
	}
}
