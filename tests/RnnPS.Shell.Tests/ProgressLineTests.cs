using System.Management.Automation;

namespace RnnPS.Shell.Tests;

public class ProgressLineTests
{
    [Fact]
    public void The_line_is_rewritten_in_place_and_cleared_when_the_work_is_done()
    {
        using StringWriter writer = new();
        ProgressLine line = new(writer);
        line.Show(Record("epoch 1"));
        line.Show(new ProgressRecord(1, "Training", "done") { RecordType = ProgressRecordType.Completed });
        line.Clear();
        Assert.Equal("\rTraining: epoch 1" + "\r" + new string(' ', 17) + "\r", writer.ToString());
    }

    [Fact]
    public void Records_that_come_too_fast_are_left_out()
    {
        using StringWriter writer = new();
        ProgressLine line = new(writer);
        for (int epoch = 0; epoch < 1000; epoch++)
        {
            line.Show(Record($"epoch {epoch}"));
        }

        Assert.InRange(writer.ToString().Count(letter => letter == '\r'), 1, 100);
    }

    [Fact]
    public void A_long_status_does_not_wrap()
    {
        using StringWriter writer = new();
        new ProgressLine(writer).Show(Record(new string('x', 1000) + "\nsecond line"));
        Assert.DoesNotContain('\n', writer.ToString());
        Assert.InRange(writer.ToString().Length, 1, 200);
    }

    [Fact]
    public void What_is_known_is_shown()
    {
        ProgressRecord record = Record("epoch 3 of 10");
        record.PercentComplete = 30;
        record.SecondsRemaining = 65;
        record.CurrentOperation = "validation";
        Assert.Equal("Training: epoch 3 of 10 30%, 00:01:05 left, validation", ProgressLine.Describe(record));
    }

    private static ProgressRecord Record(string status) => new(1, "Training", status);
}
