package e2e

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// tabsAtOnce is the number of tests that use the browser concurrently.
const tabsAtOnce = "5"

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
