namespace RnnPS.Files.Tests;

/// <summary>The next write of a file removes what killed writers of it left behind, and nothing else.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Temporary => _folder.Names.Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)).Order();

    [Fact]
    public void Files_of_dead_writers_are_removed_and_those_of_live_writers_and_of_other_targets_stay()
    {
        using AtomicFile live = AtomicFile.Create(_folder["a.csv"], force: false, noClobber: false);
        string ofLive = Assert.Single(Temporary);
        using AtomicFile other = AtomicFile.Create(_folder["b.csv"], force: false, noClobber: false);
        string ofOther = Assert.Single(Temporary, name => name != ofLive);
        // The system releases the lock of a dead process. A file without a lock is what remains.
        string start = ofLive[..(ofLive.LastIndexOf('-') + 1)];
        string otherStart = ofOther[..(ofOther.LastIndexOf('-') + 1)];
        foreach (string dead in (string[])[start + "1.tmp", start + "2.tmp", otherStart + "3.tmp", "unrelated.tmp"])
        {
            _folder.Write(dead, "half");
        }

        using (AtomicFile next = AtomicFile.Create(_folder["a.csv"], force: false, noClobber: false))
        {
            Assert.Equal(5, Temporary.Count());
            next.Commit();
        }

        Assert.Equal(new[] { ofLive, ofOther, otherStart + "3.tmp", "unrelated.tmp" }.Order(), Temporary);
        live.Stream.Write("alive"u8);
        live.Commit();
        Assert.Equal("alive", File.ReadAllText(_folder["a.csv"]));
    }

    [UnixFact]
    public void A_link_to_the_file_finds_its_leftovers_and_a_pipe_of_that_name_does_not_block()
    {
        File.CreateSymbolicLink(_folder["link"], "a.csv");
        string ofA;
        using (AtomicFile.Create(_folder["a.csv"], force: false, noClobber: false))
        {
            ofA = Assert.Single(Temporary);
        }

        string start = ofA[..(ofA.LastIndexOf('-') + 1)];
        _folder.Write(start + "dead.tmp", "half");
        System.Diagnostics.Process.Start("mkfifo", _folder[start + "pipe.tmp"]).WaitForExit();

        AtomicFile.RequireWritable(_folder["link"]);

        Assert.Equal([start + "pipe.tmp"], Temporary);
    }

    [Fact]
    public void Many_writers_of_one_file_at_the_same_time_do_not_remove_each_others_files()
    {
        Parallel.For(0, 200, i =>
        {
            using AtomicFile file = AtomicFile.Create(_folder["a.csv"], force: false, noClobber: false);
            file.Stream.Write("complete"u8);
            file.Commit();
        });

        Assert.Equal("complete", File.ReadAllText(_folder["a.csv"]));
        Assert.Equal(["a.csv"], _folder.Names);
    }
}
