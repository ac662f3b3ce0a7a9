-- Run inside of Neovim, with the post of .ci/editors open.
local function fail(why)
  io.stderr:write('neovim: ' .. why .. '\n')
  vim.cmd('cquit 1')
end

local function found()
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.code == 'proxied-url' then
      return diagnostic
    end
  end
end

if not vim.wait(20000, function() return found() ~= nil end, 50) then
  fail('nothing is underlined')
end
local one = found()
-- Neovim counts bytes from 0, whatever was agreed on with the server.
local line = vim.api.nvim_buf_get_lines(0, one.lnum, one.lnum + 1, true)[1]
local shown = line:sub(one.col + 1, one.end_col)
if shown ~= 'https://cors.zfour.workers.dev/?http://a.example/x.jpg' then
  fail('underlined is `' .. shown .. '`')
end
local client = vim.tbl_values(vim.lsp.buf_get_clients(0))[1]
vim.api.nvim_win_set_cursor(0, { one.lnum + 1, one.col })
local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
params.context = { diagnostics = {} }
local answer = client.request_sync('textDocument/codeAction', params, 20000, 0)
local actions = answer and answer.result or {}
local safe = vim.tbl_filter(function(action) return action.title:match('%(safe%)$') ~= nil end, actions)
if #safe ~= 1 then
  fail('the safe fixes here are ' .. vim.inspect(actions))
end
vim.lsp.util.apply_workspace_edit(safe[1].edit, client.offset_encoding)
vim.cmd('write')
io.stdout:write('neovim: ' .. safe[1].title .. ', by ' .. client.offset_encoding .. '\n')
vim.cmd('qall!')
