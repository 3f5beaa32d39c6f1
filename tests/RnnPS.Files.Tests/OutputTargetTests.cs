using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace RnnPS.Files.Tests;

/// <summary>What is no file is never replaced by one.</summary>
public sealed class OutputTargetTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public void A_named_pipe_and_a_socket_are_refused_and_stay_also_behind_links()
    {
        Process.Start("mkfifo", _folder["pipe"]).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["socket"]));
        File.CreateSymbolicLink(_folder["link"], "pipe");
        File.CreateSymbolicLink(_folder["second"], _folder["link"]);

        foreach ((string name, string kind) in new[] { ("pipe", "a named pipe"), ("link", "a named pipe"), ("second", "a named pipe"), ("socket", "a socket") })
        {
            foreach (Action<string> write in new Action<string>[] { path => AtomicFile.Check(path, true, false), path => AtomicFile.Create(path, true, false), AtomicFile.RequireWritable })
            {
                RnnException fault = Assert.Throws<RnnException>(() => write(_folder[name]));

                Assert.Equal((RnnErrorId.Path, _folder[name]), (fault.Id, fault.Value));
                Assert.Contains(kind, fault.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(["link", "pipe", "second", "socket"], _folder.Names.Order());
        Assert.Equal(FileKind.Pipe, FileKinds.Of(_folder["second"]));
        Assert.Equal(FileKind.Socket, FileKinds.Of(_folder["socket"]));
    }

    [UnixFact]
    public void The_null_device_is_written_to_and_stays_a_device()
    {
        File.CreateSymbolicLink(_folder["link"], "/dev/null");

        foreach (string path in (string[])["/dev/null", _folder["link"]])
        {
            // There is nothing to clobber.
            AtomicFile.Check(path, force: false, noClobber: true);
            using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: true);
            file.Stream.Write(new byte[100_000]);
            file.Commit();
        }

        Assert.Equal(FileKind.CharacterDevice, FileKinds.Of("/dev/null"));
        Assert.Equal("/dev/null", new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal(["link"], _folder.Names);
    }

    [FullDeviceFact]
    public void A_full_device_is_unavailable()
    {
        using AtomicFile file = AtomicFile.Create("/dev/full", force: false, noClobber: false);
        file.Stream.WriteByte(1);

        Assert.Equal(RnnErrorId.FileUnavailable, Assert.Throws<RnnException>(file.Commit).Id);
    }

    [UnixFact]
    public void An_open_descriptor_goes_on_after_what_was_written()
    {
        using var opened = new FileStream(_folder.Write("out.txt", "before;"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        string descriptor = FormattableString.Invariant($"/dev/fd/{opened.SafeFileHandle.DangerousGetHandle()}");
        File.CreateSymbolicLink(_folder["link"], descriptor);

        foreach (string path in (string[])[descriptor, _folder["link"]])
        {
            using AtomicFile file = AtomicFile.Create(path, force: false, noClobber: false);
            file.Stream.Write("row;"u8);
            file.Commit();
        }

        Assert.Equal("before;row;row;", new StreamReader(opened).ReadToEnd());
        Assert.Equal(descriptor, new FileInfo(_folder["link"]).LinkTarget);
    }

    [Fact]
    public void A_name_that_is_too_long_is_noticed_before_anything_is_written()
    {
        string path = _folder[new string('ä', 200)];
        if (OperatingSystem.IsWindows())
        {
            path += new string('ä', 56);
        }

        Assert.Equal(RnnErrorId.Path, Assert.Throws<RnnException>(() => AtomicFile.RequireWritable(path)).Id);
        Assert.Empty(_folder.Names);
    }

    [FullDeviceFact]
    public void A_folder_that_cannot_be_written_is_noticed_without_writing() =>
        Assert.Equal(RnnErrorId.FileUnavailable, Assert.Throws<RnnException>(() => AtomicFile.RequireWritable("/proc/none.rnnck")).Id);

    [Fact]
    public void Trying_whether_a_folder_is_writable_leaves_everything_as_it_was()
    {
        string path = _folder.Write("a.rnnck", "old");

        AtomicFile.RequireWritable(path);
        AtomicFile.RequireWritable(_folder["new.rnnck"]);

        Assert.Equal(["a.rnnck"], _folder.Names);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_temporary_file_has_the_mode_of_the_target_from_its_first_byte() => CheckModes();

    [UnsupportedOSPlatform("windows")]
    private void CheckModes()
    {
        foreach (UnixFileMode mode in new[]
        {
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            UnixFileMode.UserRead,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite,
        })
        {
            string path = _folder["secret.rnnck"];
            File.Delete(path);
            File.WriteAllText(path, "old");
            File.SetUnixFileMode(path, mode);
            File.Delete(_folder["link"]);
            File.CreateSymbolicLink(_folder["link"], "secret.rnnck");

            using AtomicFile file = AtomicFile.Create(_folder["link"], force: true, noClobber: false);
            string temporary = Assert.Single(_folder.Names, name => name.StartsWith(".rnnps-", StringComparison.Ordinal));
            Assert.Equal((mode, 0L), (File.GetUnixFileMode(_folder[temporary]), new FileInfo(_folder[temporary]).Length));
            file.Stream.Write("new"u8);
            file.Commit();

            Assert.Equal((mode, "new"), (File.GetUnixFileMode(path), File.ReadAllText(path)));
            Assert.Equal("secret.rnnck", new FileInfo(_folder["link"]).LinkTarget);
        }
    }
}
