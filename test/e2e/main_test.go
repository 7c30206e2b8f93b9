package e2e

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// tabsAtOnce is how many tests drive the browser at the same time.
const tabsAtOnce = "3"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", tabsAtOnce); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	code := m.Run()
	if err := sharedBrowser.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "The browser did not end well:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}
