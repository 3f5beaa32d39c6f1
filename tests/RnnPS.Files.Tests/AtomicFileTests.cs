using System.Runtime.Versioning;
using System.Text;

namespace RnnPS.Files.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_appears_on_commit_and_not_before()
    {
        using (AtomicFile file = AtomicFile.Create(_folder["a.bin"], force: false, noClobber: true))
        {
            file.Stream.Write("new"u8);
            Assert.False(File.Exists(_folder["a.bin"]));
            file.Commit();
            file.Commit();
            Assert.Equal("new", File.ReadAllText(_folder["a.bin"]));
        }

        Assert.Equal("new", File.ReadAllText(_folder["a.bin"]));
        Assert.Equal(["a.bin"], _folder.Names);
        TestFolder.AssertClosed(_folder["a.bin"]);
    }

    [Fact]
    public void The_old_contents_stay_until_the_commit()
    {
        string path = _folder.Write("a.bin", "old contents");

        using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: false);
        file.Stream.Write("new"u8);
        file.Stream.Flush();
        Assert.Equal("old contents", File.ReadAllText(path));
        file.Commit();

        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Without_a_commit_the_target_is_unchanged_and_no_temporary_file_remains()
    {
        string path = _folder.Write("a.bin", "old");

        AtomicFile file = AtomicFile.Create(path, force: true, noClobber: false);
        file.Stream.Write(new byte[100_000]);
        Assert.Equal(2, _folder.Names.Count());
        file.Dispose();
        file.Dispose();

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.bin"], _folder.Names);
        Assert.Throws<ObjectDisposedException>(file.Commit);
    }

    [Fact]
    public void The_stream_can_seek_back_to_fill_in_a_header()
    {
        using (AtomicFile file = AtomicFile.Create(_folder["a.bin"], force: false, noClobber: false))
        {
            file.Stream.Write("????rest"u8);
            file.Stream.Seek(0, SeekOrigin.Begin);
            file.Stream.WriteByte((byte)'8');
            Assert.Equal((1, 8), (file.Stream.Position, file.Stream.Length));
            file.Commit();
        }

        Assert.Equal("8???rest", File.ReadAllText(_folder["a.bin"]));
    }

    [Theory]
    [InlineData(".", false, false, RnnErrorId.FileIsFolder)]
    [InlineData("none/a.csv", true, false, RnnErrorId.FolderNotFound)]
    [InlineData("none/", true, false, RnnErrorId.FolderNotFound)]
    [InlineData("old.csv/a.csv", true, false, RnnErrorId.FolderNotFound)]
    [InlineData("old.csv", false, true, RnnErrorId.FileExists)]
    [InlineData("old.csv", true, true, RnnErrorId.FileExists)]
    [InlineData("readonly.csv", false, false, RnnErrorId.FileReadOnly)]
    [InlineData("readonly.csv", true, true, RnnErrorId.FileExists)]
    [InlineData("a\0b.csv", false, false, RnnErrorId.Path)]
    public void A_target_that_cannot_be_written_is_reported_before_anything_is_written(string name, bool force, bool noClobber, string id)
    {
        _folder.Write("old.csv", "old");
        new FileInfo(_folder.Write("readonly.csv", "kept")).IsReadOnly = true;

        RnnException checkedFault = Assert.Throws<RnnException>(() => AtomicFile.Check(_folder[name], force, noClobber));
        RnnException createdFault = Assert.Throws<RnnException>(() => AtomicFile.Create(_folder[name], force, noClobber));

        Assert.Equal(id, checkedFault.Id);
        Assert.Equal((id, checkedFault.Message), (createdFault.Id, createdFault.Message));
        Assert.NotNull(checkedFault.Value);
        Assert.Equal(["old.csv", "readonly.csv"], _folder.Names.Order());
        Assert.Equal("old", File.ReadAllText(_folder["old.csv"]));
        Assert.Equal("kept", File.ReadAllText(_folder["readonly.csv"]));
        TestFolder.AssertClosed(_folder["old.csv"]);
        TestFolder.AssertClosed(_folder["readonly.csv"]);
    }

    [Fact]
    public void An_empty_path_is_refused() =>
        Assert.Equal(RnnErrorId.Path, Assert.Throws<RnnException>(() => AtomicFile.Check("", false, false)).Id);

    [Fact]
    public void Checking_alone_writes_nothing()
    {
        AtomicFile.Check(_folder["new.csv"], force: false, noClobber: true);

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Force_replaces_a_read_only_file_and_it_stays_read_only()
    {
        string path = _folder.Write("a.csv", "old");
        new FileInfo(path).IsReadOnly = true;

        using (AtomicFile abandoned = AtomicFile.Create(path, force: true, noClobber: false))
        {
            abandoned.Stream.Write("half"u8);
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.True(new FileInfo(path).IsReadOnly);

        using (AtomicFile file = AtomicFile.Create(path, force: true, noClobber: false))
        {
            file.Stream.Write("new"u8);
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.True(new FileInfo(path).IsReadOnly);
    }

    [Fact]
    public void A_file_that_appears_before_the_commit_is_not_replaced()
    {
        using (AtomicFile file = AtomicFile.Create(_folder["a.csv"], force: false, noClobber: true))
        {
            file.Stream.Write("mine"u8);
            _folder.Write("a.csv", "theirs");

            Assert.Equal(RnnErrorId.FileExists, Assert.Throws<RnnException>(file.Commit).Id);
        }

        Assert.Equal("theirs", File.ReadAllText(_folder["a.csv"]));
        Assert.Equal(["a.csv"], _folder.Names);
    }

    // On Windows an open file holds its folder.
    [UnixFact]
    public void A_folder_that_vanishes_before_the_commit_is_an_error_but_disposing_is_not()
    {
        Directory.CreateDirectory(_folder["sub"]);
        using AtomicFile file = AtomicFile.Create(_folder["sub/a.csv"], force: false, noClobber: false);
        Directory.Delete(_folder["sub"], recursive: true);

        Assert.Equal(RnnErrorId.FolderNotFound, Assert.Throws<RnnException>(file.Commit).Id);
    }

    [Fact]
    public void A_target_in_use_is_unavailable_on_Windows()
    {
        string path = _folder.Write("a.csv", "old");
        using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: false);
        file.Stream.Write("new"u8);
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            if (OperatingSystem.IsWindows())
            {
                RnnException fault = Assert.Throws<RnnException>(file.Commit);
                Assert.Equal(RnnErrorId.FileUnavailable, fault.Id);
                Assert.NotNull(fault.InnerException);
            }
            else
            {
                file.Commit(); // The open handle still refers to the old file.
            }
        }

        Assert.Equal(OperatingSystem.IsWindows() ? "old" : "new", File.ReadAllText(path));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Permissions_are_kept_and_links_are_followed_on_Unix() => KeepPermissionsAndLinks();

    [FullDeviceFact]
    public void A_full_disk_is_unavailable_and_the_error_keeps_the_cause()
    {
        var stream = new OutputStream(new FileStream("/dev/full", FileMode.Open, FileAccess.Write), "table.csv");
        stream.Write("more than there is room for"u8);

        RnnException fault = Assert.Throws<RnnException>(stream.Flush);
        Assert.Throws<RnnException>(() => stream.Write(new byte[1 << 20]));

        Assert.Equal((RnnErrorId.FileUnavailable, "table.csv"), (fault.Id, fault.Value));
        Assert.Contains("'table.csv' cannot be written", fault.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<IOException>(fault.InnerException);
    }

    [UnsupportedOSPlatform("windows")]
    private void KeepPermissionsAndLinks()
    {
        string path = _folder.Write("a.csv", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(_folder["link.csv"], "a.csv");
        File.CreateSymbolicLink(_folder["dangling.csv"], "made.csv");

        foreach (string name in (string[])["link.csv", "dangling.csv"])
        {
            using AtomicFile file = AtomicFile.Create(_folder[name], force: false, noClobber: false);
            file.Stream.Write(Encoding.UTF8.GetBytes(name));
            file.Commit();
        }

        Assert.Equal("link.csv", File.ReadAllText(path));
        Assert.Equal("a.csv", new FileInfo(_folder["link.csv"]).LinkTarget);
        Assert.Equal("dangling.csv", File.ReadAllText(_folder["made.csv"]));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
    }
}
