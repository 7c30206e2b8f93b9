package jobs_test

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		os.Exit(runChild(url))
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "6"); err != nil { // these tests mostly wait
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
