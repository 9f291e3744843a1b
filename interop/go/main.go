// Command agent is an OpAMP agent on the opamp-go client library. The tests of
// the server drive it: flags say what it is, one JSON object per line on stdin
// says what to do next, and each thing that happens is one JSON object per line
// on stdout. The end of stdin stops it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

// stopTimeout is how long the library may take to say goodbye.
const stopTimeout = 8 * time.Second

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "agent:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, to io.Writer) error {
	opts, err := parseOptions(args)
	if err == flag.ErrHelp {
		return nil
	}
	if err != nil {
		return err
	}
	out := newEvents(to)
	a, err := newAgent(opts, out)
	if err != nil {
		return err
	}
	if err := a.start(context.Background()); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	out.emit("started", nil)

	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), 16<<20)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return fmt.Errorf("command %q: %w", lines.Text(), err)
		}
		if c.Do == "stop" {
			break
		}
		if err := a.do(c); err != nil {
			out.emit("refused", fields{"do": c.Do, "error": err.Error()})
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}

	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := a.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	out.emit("stopped", nil)
	return nil
}
