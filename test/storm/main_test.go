package storm

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// runsAtOnce is the number of parallel tests; they mostly wait.
const runsAtOnce = "16"

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		os.Exit(runChild(text))
	}
	flag.Parse()
	if err := flag.Set("test.parallel", runsAtOnce); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
