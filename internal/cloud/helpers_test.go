package cloud

import (
	"context"
	"fmt"
	"strings"
)

func sprint(format string, v any) string {
	var b strings.Builder
	for _, verb := range strings.Fields(format) {
		fmt.Fprintf(&b, verb+" ", v)
	}
	return b.String()
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
