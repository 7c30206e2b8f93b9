package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// fanCommand makes this program the bare fan-out.
const fanCommand = "bare-fan-out"

// fanServer is the baseline of the live view: echo and event streams. A posted body goes to all streams
// unchanged.
type fanServer struct {
	mu      sync.Mutex
	streams map[chan []byte]bool
}

// serveFan serves the baseline until the context ends.
func serveFan(ctx context.Context, out io.Writer) error {
	f := &fanServer{streams: map[chan []byte]bool{}}
	e := echo.New()
	e.HideBanner = true
	e.GET("/events", f.stream)
	e.POST("/fire", f.broadcast)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the bare fan-out: %w", err)
	}
	fmt.Fprintf(out, "http://%s\n", listener.Addr())
	server := &http.Server{Handler: e}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	<-ctx.Done()
	return errors.Join(server.Close(), ignoreClosed(<-ended))
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (f *fanServer) stream(c echo.Context) error {
	events := make(chan []byte, 4)
	f.mu.Lock()
	f.streams[events] = true
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.streams, events)
	}()
	w := c.Response()
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	w.Flush()
	for {
		select {
		case <-c.Request().Context().Done():
			return nil
		case e := <-events:
			if _, err := w.Write(e); err != nil {
				return err
			}
			w.Flush()
		}
	}
}

func (f *fanServer) broadcast(c echo.Context) error {
	event, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for events := range f.streams {
		events <- event
	}
	return c.NoContent(http.StatusNoContent)
}

// measureBareFanOut measures the baseline's time to deliver as many bytes to as many subscribers, as the median
// of some rounds, and its memory per subscriber.
func measureBareFanOut(ctx context.Context, subscribers, bytes, rounds int) (last time.Duration, perSubscriber int64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, 0, fmt.Errorf("find this program: %w", err)
	}
	p, err := startProcess(self, []string{fanCommand})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	before, err := p.resident()
	if err != nil {
		return 0, 0, err
	}
	c, err := openStreams(p.addr, "/events", "", subscribers)
	if err != nil {
		return 0, 0, err
	}
	defer c.close()
	if err := sleep(ctx, time.Second); err != nil {
		return 0, 0, err
	}
	var ttl []time.Duration
	for i := range rounds {
		took, err := c.broadcast(ctx, p.addr, fmt.Sprintf("round %d", i), bytes)
		if err != nil {
			return 0, 0, err
		}
		ttl = append(ttl, took)
	}
	after, err := p.resident()
	return median(ttl), (after - before) / int64(subscribers), err
}
