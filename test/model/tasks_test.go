package model

import (
	"context"
	"fmt"
	"strings"
)

// task is a task of the process, such as a job or the response to a form. It parks at points between its calls
// of the ledger and the simulator, where other tasks run, time passes, or the process dies.
type task struct {
	name   string
	orders chan bool // continue, or die
	parked chan string
	ended  chan any // the panic; nil: none
	at     string
}

type taskKey struct{}

// killed is the panic of a task whose process dies.
type killed struct{}

// begin starts a task, parked before its first step.
func begin(name string, do func(ctx context.Context)) *task {
	t := &task{name: name, orders: make(chan bool), parked: make(chan string), ended: make(chan any, 1)}
	ctx := context.WithValue(context.Background(), taskKey{}, t)
	go func() {
		defer func() { t.ended <- recover() }()
		t.obey()
		do(ctx)
	}()
	return t
}

func (t *task) obey() {
	if !<-t.orders {
		panic(killed{})
	}
}

// pass is called at each point.
func pass(ctx context.Context, point string) {
	t, is := ctx.Value(taskKey{}).(*task)
	if !is {
		return // the test itself reads
	}
	t.parked <- point
	t.obey()
}

// run runs a task for some points, and reports whether it has ended.
func (t *task) run(points int) (ended bool) {
	for range points {
		t.orders <- true
		select {
		case t.at = <-t.parked:
		case reason := <-t.ended:
			t.over(reason)
			return true
		}
	}
	return false
}

// die ends a parked task.
func (t *task) die() {
	t.orders <- false
	t.over(<-t.ended)
}

func (t *task) over(reason any) {
	if _, dead := reason.(killed); reason != nil && !dead {
		panic(reason)
	}
}

// String names a task and its point.
func (t *task) String() string { return strings.TrimSpace(fmt.Sprintf("%s %s", t.name, t.at)) }
