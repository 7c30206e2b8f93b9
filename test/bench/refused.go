package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// The number of streams that one session tries to open, and how many it may have.
const (
	triedStreams   = 500
	allowedStreams = 16
)

// measureRefused tries to open many streams of one session of a Snapdeck with its default limits, and measures what
// that costs. Snapdeck closes the connections that it refuses.
func (p *product) measureRefused(ctx context.Context, out io.Writer) error {
	if err := p.stopApp(); err != nil {
		return err
	}
	p.extra = nil
	if err := p.startApp(); err != nil {
		return err
	}
	if _, err := p.complete(ctx); err != nil {
		return err
	}
	allowed, err := openStreams(p.addr, "/events?page="+url.QueryEscape(viewedPage), p.cookie, allowedStreams)
	if err != nil {
		return err
	}
	defer allowed.close()
	if err := sleep(ctx, 30*time.Second); err != nil { // the polls of the start, and for the first subscriber, are over
		return err
	}
	before, err := p.process.resident()
	if err != nil {
		return err
	}
	conns, statuses, err := p.tryStreams(triedStreams - allowedStreams)
	defer func() {
		for _, conn := range conns {
			_ = conn.Close()
		}
	}()
	if err != nil {
		return err
	}
	if err := sleep(ctx, 5*time.Second); err != nil {
		return err
	}
	after, err := p.process.resident()
	if err != nil {
		return err
	}
	refused := statuses[http.StatusTooManyRequests]
	_, err = fmt.Fprintf(out, "%d streams of one session: %d open, %d refused with 429 %s; %d MB resident with the open ones, %d MB after the refused ones %s\n",
		triedStreams, allowedStreams+statuses[http.StatusOK], refused, atLeast(float64(refused), triedStreams-allowedStreams, ""), before>>20, after>>20,
		atMost(kb(after-before)/1024, 20, " MB more"))
	return err
}

// tryStreams tries to open streams one after the other, and counts the statuses of the responses.
func (p *product) tryStreams(n int) (conns []net.Conn, statuses map[int]int, err error) {
	statuses = map[int]int{}
	for range n {
		conn, response, err := askForStream(p.addr, "/events?page="+url.QueryEscape(viewedPage), p.cookie)
		if err != nil {
			return conns, statuses, err
		}
		conns = append(conns, conn)
		statuses[response.StatusCode]++
	}
	return conns, statuses, nil
}
